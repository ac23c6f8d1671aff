import type { AssignmentSettings } from '../../../../modules/assignment/assignment_settings.ts'
import { Checkbox } from '../../../ui/inputs.tsx'
import { NumberInput } from '../parts/NumberInput.tsx'
import { saveAtOnce } from '../parts/settings_docs.ts'

const months: [string, string] = ['month', 'months']
const days: [string, string] = ['day', 'days']

/** What is looked at before the territories: a company that returns, and who is about to leave (C3). */
export function BeforeTerritories({ settings }: { settings: AssignmentSettings }) {
  const set = (change: Partial<AssignmentSettings>, said: string) => void saveAtOnce('assignment', change, said)
  const long = settings.stops_days_before > 0
  return (
    <section className="card terr">
      <header>
        <h3>Before territories</h3>
      </header>
      <div style={{ padding: '4px 12px 8px' }}>
        <div className="mini">
          <Checkbox
            checked={settings.returning_enabled}
            onChange={on =>
              set(
                { returning_enabled: on },
                on ? 'Returning companies go back to their owner' : 'Returning companies are assigned like new ones',
              )
            }
          >
            A returning company goes back to its owner
          </Checkbox>
          <span className="grow" />
          <span className="meta">within</span>
          <NumberInput
            label="Months within which a company counts as returning"
            unit={months}
            value={settings.returning_months}
            disabled={!settings.returning_enabled}
            onChange={value => set({ returning_months: value ?? 0 }, `Returning within ${value ?? 0} months`)}
          />
        </div>
        <div className="mini">
          <Checkbox
            checked={long}
            onChange={on =>
              set({ stops_days_before: on ? 2 : 0 }, on ? 'Long absences stop leads beforehand' : 'Leads come until the first day away')
            }
          >
            Someone away for longer than
          </Checkbox>
          <span className="grow" />
          <NumberInput
            label="Days away that count as long"
            unit={days}
            width={72}
            disabled={!long}
            value={settings.away_longer_than_days}
            onChange={value => set({ away_longer_than_days: value ?? 0 }, `Away for longer than ${value ?? 0} days counts as long`)}
          />
          <span className="meta">stops receiving</span>
          <NumberInput
            label="Days before a long absence on which leads stop"
            unit={days}
            width={72}
            disabled={!long}
            value={settings.stops_days_before}
            onChange={value => set({ stops_days_before: value ?? 0 }, `Leads stop ${value ?? 0} days before`)}
          />
          <span className="meta">before</span>
        </div>
      </div>
    </section>
  )
}
