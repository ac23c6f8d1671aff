import { useState } from 'react'
import type { AssignmentSettings } from '../../../../modules/assignment/assignment_settings.ts'
import { editRecord } from '../../../api/edits.ts'
import { useMeta } from '../../../api/meta.ts'
import { sentenceOf } from '../../../api/problem.ts'
import { Button } from '../../../ui/Button.tsx'
import { FormDialog } from '../../../ui/Dialog.tsx'
import { FormField, TextInput } from '../../../ui/inputs.tsx'
import { Empty, Failed, SkeletonRows } from '../../../ui/states.tsx'
import { useSubmit } from '../../auth/use_submit.ts'
import { SettingsPane } from '../parts/SettingsPane.tsx'
import { moved, Sortable } from '../parts/Sortable.tsx'
import { createRecord, removeRecord, useSettingRecords } from '../parts/setting_records.ts'
import { useSetting } from '../parts/settings_docs.ts'
import { BeforeTerritories } from './BeforeTerritories.tsx'
import { FurtherRules } from './FurtherRules.tsx'
import { TerritoryCard } from './TerritoryCard.tsx'
import { TryAssignment } from './TryAssignment.tsx'
import type { TerritoryRec } from './territory_types.ts'
import { useNextInTurn } from './try_assignment.ts'

/** How a new lead finds its owner: territories in order, whose turn it is, and what comes before (C3). */
export function TerritoriesPage() {
  const meta = useMeta()
  const { rows, error, waiting, retry } = useSettingRecords<TerritoryRec>('territory', 'position')
  const { value: settings } = useSetting<AssignmentSettings>('assignment')
  const [naming, setNaming] = useState<TerritoryRec | 'new' | null>(null)
  const next = useNextInTurn(rows)
  const set = (record: TerritoryRec, change: Partial<TerritoryRec>) => void editRecord(meta, { object: 'territory', record, set: change })
  const move = async (from: number, to: number) => {
    const order = moved(rows, from, to)
    // One after the other: each is shown at once, and a refusal takes only its own step back.
    await Promise.all(
      order.map(
        (record, index) => record.position !== index + 1 && editRecord(meta, { object: 'territory', record, set: { position: index + 1 } }),
      ),
    )
  }
  return (
    <SettingsPane
      title="Territories and rotation"
      intro="A new lead goes to the first territory with its country, then to whose turn it is."
      actions={
        <Button icon="plus" onClick={() => setNaming('new')}>
          Territory
        </Button>
      }
      aside={<TryAssignment changes={[rows.map(row => row.version), settings]} />}
    >
      {error && <Failed sentence={sentenceOf(error)} retry={retry} />}
      {waiting && <SkeletonRows rows={4} />}
      {!waiting && !error && rows.length === 0 && (
        <Empty title="No territory yet" action={<Button onClick={() => setNaming('new')}>New territory</Button>}>
          Without one, new leads have no owner until somebody claims them.
        </Empty>
      )}
      <Sortable
        keys
        label="Territories, the first match wins"
        className="cards"
        items={rows}
        idOf={territory => territory.id}
        nameOf={territory => territory.name}
        onMove={(from, to) => void move(from, to)}
        onOpen={setNaming}
      >
        {(territory, index, handle) => (
          <TerritoryCard
            territory={territory}
            index={index}
            last={index === rows.length - 1}
            handle={handle}
            next={next[territory.id] ?? null}
            policy={settings}
            onSet={change => set(territory, change)}
            onMove={by => void move(index, index + by)}
            onRename={() => setNaming(territory)}
            onRemove={() => void removeRecord(meta, 'territory', territory, `${territory.name} removed`)}
          />
        )}
      </Sortable>
      {settings && <BeforeTerritories settings={settings} />}
      {settings && <FurtherRules settings={settings} territories={rows} />}
      {naming && <NameDialog territory={naming === 'new' ? null : naming} position={rows.length + 1} onClose={() => setNaming(null)} />}
    </SettingsPane>
  )
}

function NameDialog({ territory, position, onClose }: { territory: TerritoryRec | null; position: number; onClose: () => void }) {
  const meta = useMeta()
  const [name, setName] = useState(territory?.name ?? '')
  const form = useSubmit()
  const submit = async () => {
    if (territory) {
      void editRecord(meta, { object: 'territory', record: territory, set: { name: name.trim() } })
      return onClose()
    }
    const made = await form.run(() => createRecord(meta, 'territory', { name: name.trim(), position, countries: [], members: [] }))
    if (made) onClose()
  }
  return (
    <FormDialog
      title={territory ? 'Rename the territory' : 'New territory'}
      submit={territory ? 'Rename' : 'Add territory'}
      onClose={onClose}
      onSubmit={submit}
      busy={form.busy}
      disabled={name.trim() === ''}
      error={form.sentence(['name'])}
    >
      <FormField label="Name" error={form.fields.name} help={territory ? null : 'It is added last; then choose its countries and people.'}>
        {ids => <TextInput {...ids} value={name} onChange={event => setName(event.target.value)} data-autofocus />}
      </FormField>
    </FormDialog>
  )
}
