import type { Choice } from '../../../api/types.ts'
import { Button, IconButton } from '../../../ui/Button.tsx'
import { TextInput } from '../../../ui/inputs.tsx'
import { AddRow } from './AddRow.tsx'
import { keyFor } from './key_for.ts'
import { moved, Sortable } from './Sortable.tsx'

interface OptionsEditorProps {
  label: string
  options: readonly Choice[]
  /** Values that are saved: they can be retired, not removed, because records may hold them. */
  builtIn: readonly string[]
  /** No further entries. */
  closed?: boolean
  onChange: (options: Choice[]) => void
}

/** What can be chosen in a field: labels, order, further entries, retired ones. The value behind a label never changes. */
export function OptionsEditor({ label, options, builtIn, closed, onChange }: OptionsEditorProps) {
  const replace = (value: string, next: Partial<Choice>) =>
    onChange(options.map(option => (option.value === value ? { ...option, ...next } : option)))
  const add = (words: string) =>
    onChange([
      ...options,
      {
        value: keyFor(
          words,
          options.map(option => option.value),
          'any',
        ),
        label: words,
      },
    ])
  return (
    <>
      <Sortable
        label={label}
        className="order-rows"
        items={options}
        idOf={option => option.value}
        nameOf={option => option.label}
        onMove={(from, to) => onChange(moved(options, from, to))}
      >
        {(option, _, handle) => (
          <>
            {handle}
            <TextInput
              className={option.retired ? 'grow t3' : 'grow'}
              aria-label={`${label}: ${option.value}`}
              value={option.label}
              onChange={event => replace(option.value, { label: event.target.value })}
            />
            <span className="meta mono cut option-value" title="The value in the API, imports and exports">
              {option.value}
            </span>
            {builtIn.includes(option.value) ? (
              !closed && (
                <Button
                  look="quiet"
                  small
                  onClick={() => replace(option.value, { retired: !option.retired })}
                  aria-label={`${option.retired ? 'Offer again' : 'Retire'} ${option.label}`}
                >
                  {option.retired ? 'Offer again' : 'Retire'}
                </Button>
              )
            ) : (
              <IconButton
                name="x"
                label={`Remove ${option.label}`}
                small
                onClick={() => onChange(options.filter(one => one.value !== option.value))}
              />
            )}
          </>
        )}
      </Sortable>
      {!closed && <AddRow label={`Add to ${label.toLowerCase()}`} placeholder="Add an entry" onAdd={add} />}
    </>
  )
}
