import { useState } from 'react'
import { absolute } from '../../../web/format/dates.ts'
import { useNow } from '../../../web/format/now.ts'
import { FormField, TextInput } from '../../../web/ui/inputs.tsx'
import { useTimeZone } from '../../../web/ui/When.tsx'
import { naturalDate } from '../natural_date.rule.ts'

interface DueInWordsProps {
  label: string
  value: string
  onChange: (words: string) => void
  choices?: readonly string[]
  autoFocus?: boolean
  /** A day without a time is meant. */
  dayOnly?: boolean
}

/** The moment that words name, in the viewer's zone; null while they name none. */
export function useMoment(words: string): Date | null {
  const now = useNow()
  const timeZone = useTimeZone()
  const found = naturalDate(words, now, timeZone)
  return found?.rest === '' ? found.at : null
}

const usual = ['tomorrow', 'in 3 days', 'next Monday', 'in a week', 'in a month'] as const

/** A moment in words, with what they mean shown before anything is saved (F4). */
export function DueInWords({ label, value, onChange, choices = usual, autoFocus, dayOnly }: DueInWordsProps) {
  const timeZone = useTimeZone()
  const moment = useMoment(value)
  const [left, setLeft] = useState(false)
  const meant = moment && absolute(moment, timeZone)
  const said = meant && (dayOnly ? meant.replace(/, \d\d:\d\d$/, '') : meant)
  const wrong = left && value.trim() !== '' && !moment
  return (
    <FormField
      label={label}
      help={said ?? 'Such as tomorrow 9am, Fri 14:00, in 2 weeks, 12 March.'}
      error={wrong ? 'Not understood. Say it like tomorrow 9am, Fri 14:00, in 2 weeks, 12 March.' : null}
    >
      {ids => (
        <>
          <TextInput
            {...ids}
            data-autofocus={autoFocus || undefined}
            value={value}
            onChange={event => onChange(event.target.value)}
            onFocus={() => setLeft(false)}
            onBlur={() => setLeft(true)}
          />
          <div className="row choices">
            {choices.map(words => (
              <button key={words} type="button" className="btn quiet sm" onClick={() => onChange(words)}>
                {words[0]?.toUpperCase()}
                {words.slice(1)}
              </button>
            ))}
          </div>
        </>
      )}
    </FormField>
  )
}
