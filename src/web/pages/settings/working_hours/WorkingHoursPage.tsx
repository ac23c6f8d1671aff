import { useMemo } from 'react'
import type { WorkingHours } from '../../../../modules/working_hours/working_time.rule.ts'
import { useMeta } from '../../../api/meta.ts'
import type { Rec } from '../../../api/types.ts'
import { Checkbox, FormField } from '../../../ui/inputs.tsx'
import { Select } from '../../../ui/Select.tsx'
import { timeZoneOptions } from '../../auth/regions.ts'
import { DocPage } from '../parts/DocPage.tsx'
import { LinesInput } from '../parts/LinesInput.tsx'
import { SaveBar } from '../parts/SaveBar.tsx'
import { Card } from '../parts/SettingsPane.tsx'
import { useSettingRecords } from '../parts/setting_records.ts'
import { useDocDraft } from '../parts/settings_docs.ts'
import { WeekEditor } from './WeekEditor.tsx'

type Doc = WorkingHours & { enabled: boolean }
type Own = WorkingHours['by_territory'][string]

/** When the team works: the workspace, and territories that differ (C6). */
export function WorkingHoursPage() {
  return (
    <DocPage<Doc>
      name="working_hours"
      title="Working hours"
      intro="Sequences count working days by them. Everybody’s own time zone counts, else the territory’s, else the workspace’s."
    >
      {saved => <HoursForm saved={saved} />}
    </DocPage>
  )
}

function HoursForm({ saved }: { saved: Doc }) {
  const draft = useDocDraft('working_hours', saved, 'Working hours are saved')
  const { rows } = useSettingRecords<Rec & { name: string }>('territory', 'position')
  const { value, fields } = draft
  const set = (change: Partial<Doc>) => draft.set({ ...value, ...change })
  const setOwn = (id: string, own: Own | null) => {
    const { [id]: _, ...others } = value.by_territory
    set({ by_territory: own ? { ...others, [id]: own } : others })
  }
  return (
    <>
      <Card title="The first reply">
        <Checkbox checked={value.enabled} onChange={enabled => set({ enabled })}>
          Its clock counts working hours only
        </Checkbox>
        <p className="meta">Applies to leads that arrive from now on. Otherwise hours count on the clock, at night and on weekends too.</p>
      </Card>
      <Card title="The week">
        <WeekEditor label="The week" days={value.days} onChange={days => set({ days })} />
        {Object.entries(fields)
          .filter(([name]) => name.startsWith('days'))
          .map(([name, message]) => (
            <p key={name} className="meta bad" role="alert">
              {message}
            </p>
          ))}
      </Card>
      <Card title="Holidays">
        <Holidays label="Nobody works on" dates={value.holidays} error={fields.holidays} onChange={holidays => set({ holidays })} />
      </Card>
      {rows.map(territory => (
        <TerritoryHours
          key={territory.id}
          name={territory.name}
          own={value.by_territory[territory.id] ?? null}
          common={value}
          onChange={own => setOwn(territory.id, own)}
        />
      ))}
      <SaveBar dirty={draft.dirty} busy={draft.busy} error={draft.sentence} onSave={() => void draft.save()} onDiscard={draft.discard} />
    </>
  )
}

interface HolidaysProps {
  label: string
  dates: readonly string[]
  error?: string | undefined
  onChange: (dates: string[]) => void
}

function Holidays({ label, dates, error, onChange }: HolidaysProps) {
  return (
    <FormField label={label} help="One day a line, such as 2026-12-25." error={error}>
      {ids => <LinesInput {...ids} value={dates} onChange={onChange} />}
    </FormField>
  )
}

interface TerritoryHoursProps {
  name: string
  own: Own | null
  common: Doc
  onChange: (own: Own | null) => void
}

/** A territory that works at other hours, on other days or by another clock. */
function TerritoryHours({ name, own, common, onChange }: TerritoryHoursProps) {
  const { workspace } = useMeta()
  const zones = useMemo(() => timeZoneOptions(own?.time_zone ?? workspace.time_zone), [own?.time_zone, workspace.time_zone])
  return (
    <Card title={name}>
      <Checkbox
        checked={own !== null}
        onChange={on => onChange(on ? { time_zone: workspace.time_zone, days: common.days, holidays: common.holidays } : null)}
      >
        Has hours of its own
      </Checkbox>
      {own && (
        <>
          <FormField label="Time zone" help="For whoever has set none.">
            {({ id }) => (
              <Select
                id={id}
                label={`Time zone of ${name}`}
                options={zones}
                value={own.time_zone ?? workspace.time_zone}
                onChange={zone => zone && onChange({ ...own, time_zone: zone })}
              />
            )}
          </FormField>
          <WeekEditor label={`The week in ${name}`} days={own.days ?? common.days} onChange={days => onChange({ ...own, days })} />
          <Holidays
            label={`Holidays in ${name}`}
            dates={own.holidays ?? common.holidays}
            onChange={holidays => onChange({ ...own, holidays })}
          />
        </>
      )}
    </Card>
  )
}
