import { type WorkingDays, weekdays } from '../../../../modules/working_hours/working_time.rule.ts'
import { Checkbox, TextInput } from '../../../ui/inputs.tsx'

const names = { mon: 'Monday', tue: 'Tuesday', wed: 'Wednesday', thu: 'Thursday', fri: 'Friday', sat: 'Saturday', sun: 'Sunday' } as const

/** The hours of each day of a week; a day that is not ticked is off. */
export function WeekEditor({ label, days, onChange }: { label: string; days: WorkingDays; onChange: (days: WorkingDays) => void }) {
  return (
    <ul className="week" aria-label={label}>
      {weekdays.map(day => {
        const hours = days[day]
        const name = names[day]
        const set = (from: string, until: string) => onChange({ ...days, [day]: [from, until === '00:00' ? '24:00' : until] })
        return (
          <li key={day}>
            <Checkbox checked={hours !== null} onChange={on => onChange({ ...days, [day]: on ? ['09:00', '17:00'] : null })}>
              {name}
            </Checkbox>
            {hours ? (
              <span className="row">
                <TextInput
                  type="time"
                  aria-label={`${name} from`}
                  value={hours[0]}
                  onChange={event => event.target.value && set(event.target.value, hours[1])}
                />
                <span className="t3">to</span>
                <TextInput
                  type="time"
                  aria-label={`${name} until`}
                  value={hours[1] === '24:00' ? '00:00' : hours[1]}
                  onChange={event => event.target.value && set(hours[0], event.target.value)}
                />
              </span>
            ) : (
              <span className="t3">Off</span>
            )}
          </li>
        )
      })}
    </ul>
  )
}
