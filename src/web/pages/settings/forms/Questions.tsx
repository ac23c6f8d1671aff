import { useState } from 'react'
import { useObject } from '../../../api/meta.ts'
import { Button, IconButton } from '../../../ui/Button.tsx'
import { Checkbox, FormField, TextInput } from '../../../ui/inputs.tsx'
import { Menu } from '../../../ui/Menu.tsx'
import { Select } from '../../../ui/Select.tsx'
import { keyFor } from '../parts/key_for.ts'
import { LinesInput } from '../parts/LinesInput.tsx'
import { moved, Sortable } from '../parts/Sortable.tsx'
import { isFillable } from './fillable.ts'
import { type Question, type QuestionType, typeWords } from './form_record.ts'

interface QuestionsProps {
  questions: Question[]
  /** Messages by place, such as `fields.2.name`. */
  errors: Record<string, string>
  onChange: (questions: Question[]) => void
}

const types = Object.entries(typeWords).map(([value, label]) => ({ value, label }))
const isType = (value: string): value is QuestionType => value in typeWords
const typeOf: Record<string, QuestionType> = {
  email: 'email',
  phone: 'phone',
  country: 'country',
  long_text: 'long_text',
  number: 'number',
  checkbox: 'checkbox',
  choice: 'choice',
}
const optionText = (option: string | { value: string; label: string }): string => (typeof option === 'string' ? option : option.label)

/** The questions in their order; one is opened to change its words, kind and options. */
export function Questions({ questions, errors, onChange }: QuestionsProps) {
  const { fields } = useObject('lead')
  const [open, setOpen] = useState<number | null>(null)
  const set = (index: number, change: Partial<Question>) =>
    onChange(questions.map((one, at) => (at === index ? { ...one, ...change } : one)))
  const leadFields = Object.entries(fields).filter(([name, field]) => isFillable(name) || field.custom)
  const missing = leadFields.filter(([name]) => !questions.some(question => question.name === name))
  const add = (question: Question) => {
    onChange([...questions, question])
    setOpen(questions.length)
  }
  return (
    <>
      <Sortable
        keys
        label="Questions"
        className="order-rows questions"
        items={questions.map((question, index) => ({ ...question, index }))}
        idOf={question => question.name || `new ${question.index}`}
        nameOf={question => question.label || 'the new question'}
        onMove={(from, to) => {
          setOpen(null)
          onChange(moved(questions, from, to))
        }}
        onOpen={question => setOpen(question.index)}
      >
        {(question, index, handle) => (
          <>
            {handle}
            <button
              type="button"
              className="grow cut"
              aria-expanded={open === index}
              onClick={() => setOpen(open === index ? null : index)}
            >
              <span className="strong">{question.label || 'Without words'}</span>
              {question.required && <span className="t3"> required</span>}
            </button>
            {Object.keys(errors).some(field => field.startsWith(`fields.${index}.`)) && <span className="tag bad">not complete</span>}
            <span className="meta">{typeWords[question.type]}</span>
            <IconButton
              name="x"
              label={`Remove ${question.label}`}
              small
              onClick={() => {
                setOpen(null)
                onChange(questions.filter((_, at) => at !== index))
              }}
            />
            {open === index && (
              <div className="question">
                <div className="two">
                  <FormField label="Words">
                    {ids => <TextInput {...ids} value={question.label} onChange={event => set(index, { label: event.target.value })} />}
                  </FormField>
                  <FormField label="Kind" error={errors[`fields.${index}.type`]}>
                    {({ id }) => (
                      <Select
                        id={id}
                        label="Kind"
                        options={types}
                        value={question.type}
                        onChange={type => type && isType(type) && set(index, { type })}
                      />
                    )}
                  </FormField>
                </div>
                <div className="two">
                  <FormField
                    label="Kept as"
                    help={fields[question.name] ? `Fills ${fields[question.name]?.label} of the lead.` : 'Kept with what was submitted.'}
                    error={errors[`fields.${index}.name`]}
                  >
                    {ids => <NameInput ids={ids} name={question.name} onChange={name => set(index, { name })} />}
                  </FormField>
                  <FormField label="Help below it">
                    {ids => <TextInput {...ids} value={question.help ?? ''} onChange={event => set(index, { help: event.target.value })} />}
                  </FormField>
                </div>
                {question.type === 'choice' && (
                  <FormField label="Options" help="One a line." error={errors[`fields.${index}.options`]}>
                    {ids => (
                      <LinesInput
                        {...ids}
                        linesOnly
                        value={(question.options ?? []).map(optionText)}
                        onChange={lines =>
                          set(index, { options: lines.map(line => question.options?.find(option => optionText(option) === line) ?? line) })
                        }
                      />
                    )}
                  </FormField>
                )}
                <Checkbox checked={question.required} onChange={required => set(index, { required })}>
                  Must be answered
                </Checkbox>
              </div>
            )}
          </>
        )}
      </Sortable>
      <div className="add-row">
        <Menu
          label="Add a question"
          align="start"
          items={[
            {
              label: 'A question of your own',
              icon: 'plus',
              run: () =>
                add({
                  name: keyFor(
                    'question',
                    questions.map(question => question.name),
                  ),
                  label: '',
                  type: 'text',
                  required: false,
                }),
            },
            ...missing.map(([name, field]) => ({
              label: field.label,
              run: () =>
                add({
                  name,
                  label: field.label,
                  type: typeOf[field.kind] ?? 'text',
                  required: false,
                  ...(field.kind === 'choice' ? { options: (field.options ?? []).map(({ value, label }) => ({ value, label })) } : {}),
                }),
            })),
          ]}
          target={(show, opened) => (
            <Button small icon="plus" aria-haspopup="menu" aria-expanded={opened} onClick={show}>
              Question
            </Button>
          )}
        />
      </div>
    </>
  )
}

/** A name is taken over when the box is left, because the row is known by it. */
function NameInput({ ids, name, onChange }: { ids: Record<string, unknown>; name: string; onChange: (name: string) => void }) {
  const [text, setText] = useState(name)
  return (
    <TextInput
      {...ids}
      className="mono"
      value={text}
      autoCapitalize="none"
      spellCheck={false}
      onChange={event => setText(event.target.value)}
      onBlur={() => text !== name && onChange(text.trim())}
    />
  )
}
