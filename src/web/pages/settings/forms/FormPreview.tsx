import { Icon } from '../../../ui/Icon.tsx'
import type { FormDraft, Question } from './form_record.ts'

/** How the form will look; nothing in it can be pressed. */
export function FormPreview({ form }: { form: FormDraft }) {
  return (
    <div className="card form-preview" inert>
      <h3>{form.title || form.name}</h3>
      {form.intro && <p className="t2">{form.intro}</p>}
      {form.fields.map(question => (
        <Asked key={question.name} question={question} />
      ))}
      <div>
        <span className="btn pri">{form.button || 'Send'}</span>
      </div>
    </div>
  )
}

function Asked({ question }: { question: Question }) {
  const label = (
    <>
      {question.label}
      {question.required && ' *'}
    </>
  )
  if (question.type === 'checkbox')
    return (
      <div className="row">
        <span className="check" /> {label}
      </div>
    )
  return (
    <div>
      <div className="pv-label">{label}</div>
      <div
        className={question.type === 'long_text' ? 'field area' : 'field'}
        style={question.type === 'long_text' ? { height: 64 } : undefined}
      >
        <span className="grow" />
        {(question.type === 'choice' || question.type === 'country') && <Icon name="down" small />}
      </div>
      {question.help && <p className="meta">{question.help}</p>}
    </div>
  )
}
