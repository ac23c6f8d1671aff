import { useState } from 'react'
import { dateIn } from '../../../platform/object/relative_date.rule.ts'
import { useMeta, useObject } from '../../../web/api/meta.ts'
import { useNow } from '../../../web/format/now.ts'
import { setFields } from '../../../web/object/actions/commands.ts'
import { nameOf, type Target } from '../../../web/object/actions/target.ts'
import { FormDialog } from '../../../web/ui/Dialog.tsx'
import { FormField, TextInput } from '../../../web/ui/inputs.tsx'
import { useTimeZone } from '../../../web/ui/When.tsx'
import { naturalDate } from '../../tasks/natural_date.rule.ts'

const choices = ['In 2 weeks', 'In a month', 'In 3 months']

/** Nurturing asks when to come back, in words or as a date (D1). */
export function NurtureDialog({ target, onClose }: { target: Target; onClose: () => void }) {
  const meta = useMeta()
  const object = useObject('lead')
  const now = useNow()
  const timeZone = useTimeZone()
  const [words, setWords] = useState('In a month')
  const today = dateIn(now, timeZone)
  const typed = /^\d{4}-\d{2}-\d{2}$/.test(words.trim()) ? words.trim() : null
  const read = naturalDate(words, now, timeZone)
  const until = typed ?? (read ? dateIn(read.at, timeZone) : null)
  const passed = until !== null && until <= today
  const said = until && new Intl.DateTimeFormat('en-GB', { dateStyle: 'full', timeZone: 'UTC' }).format(new Date(until))
  return (
    <FormDialog
      title={`Nurture ${nameOf(object, target)}`}
      submit="Nurture"
      onClose={onClose}
      disabled={until === null || passed}
      onSubmit={async () => {
        if (await setFields(meta, 'lead', target, { status: 'nurturing', nurture_until: until })) onClose()
      }}
    >
      <FormField
        label="When again?"
        required
        help={until && !passed ? `${said}: a task for that morning is made.` : null}
        error={
          words.trim() === '' || (until && !passed)
            ? null
            : passed
              ? 'That day is not in the future.'
              : 'Say it like “in 3 weeks”, “next Tuesday” or 2026-12-24.'
        }
      >
        {ids => (
          <>
            <TextInput {...ids} data-autofocus value={words} onChange={event => setWords(event.target.value)} />
            <div className="row choices">
              {choices.map(choice => (
                <button key={choice} type="button" className="btn quiet sm" onClick={() => setWords(choice)}>
                  {choice}
                </button>
              ))}
            </div>
          </>
        )}
      </FormField>
    </FormDialog>
  )
}
