import { useObject } from '../../../api/meta.ts'
import type { Question } from '../../../api/types.ts'
import { A } from '../../../ui/A.tsx'
import { IconButton } from '../../../ui/Button.tsx'
import { TextInput } from '../../../ui/inputs.tsx'
import { StatusPill } from '../../../ui/marks.tsx'
import { AddRow } from '../parts/AddRow.tsx'
import { DocPage } from '../parts/DocPage.tsx'
import { keyFor } from '../parts/key_for.ts'
import { SaveBar } from '../parts/SaveBar.tsx'
import { Card } from '../parts/SettingsPane.tsx'
import { moved, Sortable } from '../parts/Sortable.tsx'
import { useDocDraft } from '../parts/settings_docs.ts'

interface Qualification {
  questions: Question[]
  checklists: Record<string, Question[]>
}

/** What is to be done in each status, and the questions that qualify a lead (D1, D2). */
export function StatusesPage() {
  return (
    <DocPage<Qualification>
      name="qualification"
      title="Statuses and checklists"
      intro={
        <>
          Each status shows its checklist on the lead. Their names are changed under{' '}
          <A className="link" href="/settings/choices">
            Sources and choices
          </A>
          .
        </>
      }
    >
      {saved => <QualificationForm saved={saved} />}
    </DocPage>
  )
}

function QualificationForm({ saved }: { saved: Qualification }) {
  const draft = useDocDraft('qualification', saved, 'Statuses and checklists are saved')
  const statuses = useObject('lead').fields.status?.options ?? []
  const { value } = draft
  return (
    <>
      {statuses.map(status => (
        <Card key={status.value} flush title={<StatusPill status={status.value} label={status.label} />}>
          <Items
            label={`Checklist of ${status.label}`}
            word="Item"
            items={value.checklists[status.value] ?? []}
            onChange={items => draft.set({ ...value, checklists: { ...value.checklists, [status.value]: items } })}
          />
        </Card>
      ))}
      <Card flush title="Qualification questions" note="answered yes or no on the lead">
        <Items
          label="Qualification questions"
          word="Question"
          items={value.questions}
          onChange={questions => draft.set({ ...value, questions })}
        />
      </Card>
      <SaveBar dirty={draft.dirty} busy={draft.busy} error={draft.sentence} onSave={() => void draft.save()} onDiscard={draft.discard} />
    </>
  )
}

interface ItemsProps {
  label: string
  word: string
  items: readonly Question[]
  onChange: (items: Question[]) => void
}

/** Lines in an order. A line keeps its key when its words change, so that what was ticked stays ticked. */
function Items({ label, word, items, onChange }: ItemsProps) {
  const add = (words: string) =>
    onChange([
      ...items,
      {
        key: keyFor(
          words,
          items.map(item => item.key),
        ),
        label: words,
      },
    ])
  return (
    <>
      {items.length > 0 && (
        <Sortable
          label={label}
          className="order-rows"
          items={items}
          idOf={item => item.key}
          nameOf={item => item.label}
          onMove={(from, to) => onChange(moved(items, from, to))}
        >
          {(item, _, handle) => (
            <>
              {handle}
              <TextInput
                className="grow"
                aria-label={`${word}: ${item.label}`}
                value={item.label}
                onChange={event => onChange(items.map(one => (one.key === item.key ? { ...one, label: event.target.value } : one)))}
              />
              <IconButton
                name="x"
                label={`Remove ${item.label}`}
                small
                onClick={() => onChange(items.filter(one => one.key !== item.key))}
              />
            </>
          )}
        </Sortable>
      )}
      <AddRow
        label={`Add to ${label.toLowerCase()}`}
        placeholder={
          items.length === 0
            ? `Nothing to do here yet. Add the first ${word.toLowerCase()}`
            : `Add ${word === 'Item' ? 'an item' : 'a question'}`
        }
        className="order-rows add-row"
        onAdd={add}
      />
    </>
  )
}
