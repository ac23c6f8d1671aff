import { useState } from 'react'
import type { AssignmentSettings } from '../../../../modules/assignment/assignment_settings.ts'
import { useMeta } from '../../../api/meta.ts'
import type { Meta } from '../../../api/types.ts'
import { Button, IconButton } from '../../../ui/Button.tsx'
import { Empty } from '../../../ui/states.tsx'
import { moved, Sortable } from '../parts/Sortable.tsx'
import { saveAtOnce } from '../parts/settings_docs.ts'
import { opWords, places, type Rule, RuleDialog } from './RuleDialog.tsx'
import type { TerritoryRec } from './territory_types.ts'

interface FurtherRulesProps {
  settings: AssignmentSettings
  territories: readonly TerritoryRec[]
}

/** Rules that stand before or between returning, territory and rotation (C3). */
export function FurtherRules({ settings, territories }: FurtherRulesProps) {
  const meta = useMeta()
  const [open, setOpen] = useState<Rule | 'new' | null>(null)
  const { rules } = settings
  const save = (next: Rule[], said: string) => void saveAtOnce('assignment', { rules: next }, said)
  return (
    <section className="card terr">
      <header>
        <h3>Further rules</h3>
        <span className="grow" />
        <Button look="quiet" small icon="plus" onClick={() => setOpen('new')}>
          Rule
        </Button>
      </header>
      {rules.length === 0 ? (
        <Empty title="No further rules">A rule sends certain leads, such as those of an enterprise plan, to one person or territory.</Empty>
      ) : (
        <Sortable
          label="Further rules"
          className="order-rows"
          items={rules}
          idOf={rule => rule.id}
          nameOf={rule => rule.name}
          onMove={(from, to) => save(moved(rules, from, to), 'Rules reordered')}
        >
          {(rule, _, handle) => (
            <>
              {handle}
              <button type="button" className="grow cut" onClick={() => setOpen(rule)} title={describe(rule, meta, territories)}>
                <span className="strong">{rule.name}</span> <span className="meta">{describe(rule, meta, territories)}</span>
              </button>
              <IconButton
                name="trash"
                label={`Remove ${rule.name}`}
                small
                onClick={() =>
                  save(
                    rules.filter(one => one.id !== rule.id),
                    `${rule.name} removed`,
                  )
                }
              />
            </>
          )}
        </Sortable>
      )}
      {open && (
        <RuleDialog
          rule={open === 'new' ? null : open}
          territories={territories}
          onClose={() => setOpen(null)}
          onSave={rule =>
            save(open === 'new' ? [...rules, rule] : rules.map(one => (one.id === rule.id ? rule : one)), `${rule.name} saved`)
          }
        />
      )}
    </section>
  )
}

function describe(rule: Rule, meta: Meta, territories: readonly TerritoryRec[]): string {
  const fields = meta.objects.find(object => object.name === 'lead')?.fields ?? {}
  const conditions = rule.when.map(({ field, op, value }) => {
    const { label = field, options } = fields[field] ?? {}
    const words = (one: unknown) => options?.find(option => option.value === one)?.label ?? String(one)
    const shown = value === undefined || value === null ? '' : ` ${Array.isArray(value) ? value.map(words).join(', ') : words(value)}`
    return `${label.toLowerCase()} ${opWords[op]}${shown}`
  })
  const then = rule.then
  const target =
    'owner_id' in then
      ? meta.users.find(user => user.id === then.owner_id)?.name
      : territories.find(territory => territory.id === then.territory_id)?.name
  const place = places.find(one => one.value === rule.position)?.label.toLowerCase()
  return `${conditions.join(' and ') || 'every lead'} → ${target ?? 'gone'} · ${place}`
}
