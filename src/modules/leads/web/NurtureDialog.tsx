import { useState } from 'react'
import { useMeta, useObject } from '../../../web/api/meta.ts'
import { setFields } from '../../../web/object/actions/commands.ts'
import { nameOf, type Target } from '../../../web/object/actions/target.ts'
import { FormDialog } from '../../../web/ui/Dialog.tsx'
import { FormField, TextInput } from '../../../web/ui/inputs.tsx'

const dayFrom = (days: number): string => new Date(Date.now() + days * 86_400_000).toISOString().slice(0, 10)
const choices: [string, number][] = [
  ['In 2 weeks', 14],
  ['In a month', 30],
  ['In a quarter', 91],
]

/** Nurturing asks when to come back (D1). */
export function NurtureDialog({ target, onClose }: { target: Target; onClose: () => void }) {
  const meta = useMeta()
  const object = useObject('lead')
  const [until, setUntil] = useState(() => dayFrom(30))
  return (
    <FormDialog
      title={`Nurture ${nameOf(object, target)}`}
      submit="Nurture"
      onClose={onClose}
      disabled={until === ''}
      onSubmit={async () => {
        if (await setFields(meta, 'lead', target, { status: 'nurturing', nurture_until: until })) onClose()
      }}
    >
      <FormField label="Come back on" required help="A task for that day is made.">
        {ids => (
          <>
            <TextInput
              {...ids}
              type="date"
              data-autofocus
              value={until}
              min={dayFrom(1)}
              onChange={event => setUntil(event.target.value)}
            />
            <div className="row choices">
              {choices.map(([label, days]) => (
                <button key={label} type="button" className="btn quiet sm" onClick={() => setUntil(dayFrom(days))}>
                  {label}
                </button>
              ))}
            </div>
          </>
        )}
      </FormField>
    </FormDialog>
  )
}
