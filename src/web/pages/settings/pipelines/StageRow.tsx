import type { ReactNode } from 'react'
import { type Outcome, type Stage, usualForecast } from '../../../../modules/pipelines/stage.rule.ts'
import type { MetaObject } from '../../../api/types.ts'
import { IconButton } from '../../../ui/Button.tsx'
import { FormField, TextArea, TextInput } from '../../../ui/inputs.tsx'
import { Menu } from '../../../ui/Menu.tsx'
import { MultiSelect, Select } from '../../../ui/Select.tsx'
import { NumberInput } from '../parts/NumberInput.tsx'
import { askable } from './pipeline_record.ts'

interface StageRowProps {
  stage: Stage
  opportunity: MetaObject
  handle: ReactNode
  /** Opportunities may stand in it: its key and outcome stay. */
  saved: boolean
  /** The only offered one of its outcome. */
  last: boolean
  first: boolean
  end: boolean
  opened: boolean
  onOpen: () => void
  onChange: (change: Partial<Stage>) => void
  onMove: (by: number) => void
  onRemove: () => void
}

const outcomes: { value: Outcome; label: string }[] = [
  { value: 'open', label: 'Open' },
  { value: 'won', label: 'Won' },
  { value: 'lost', label: 'Lost' },
]
const certain: Record<Outcome, string> = { open: '', won: 'Won is always 100 %.', lost: 'Lost is always 0 %.' }

/** One stage: its name, chance and forecast in the row; guidance and what it demands below. */
export function StageRow(props: StageRowProps) {
  const { stage, opportunity, handle, saved, last, first, end, opened, onOpen, onChange, onMove, onRemove } = props
  const { label, outcome, retired } = stage
  const options = askable(opportunity)
  const name = (field: string) => opportunity.fields[field]?.label.toLowerCase() ?? field
  const open = outcome === 'open'
  const only = `A pipeline needs at least one ${outcome} stage.`
  const demands = [
    stage.required?.length && `needs ${stage.required.map(name).join(', ')}`,
    stage.asked?.length && `asks for ${stage.asked.map(name).join(', ')}`,
    stage.help,
  ].filter(Boolean)
  const withChance = (probability: number) =>
    onChange({
      probability,
      // The forecast follows unless somebody chose another one.
      ...(stage.forecast_category === usualForecast('open', stage.probability)
        ? { forecast_category: usualForecast('open', probability) }
        : {}),
    })
  return (
    <div className={retired ? 'stage-row retired' : 'stage-row'}>
      <div className="stage-line">
        {handle}
        <TextInput
          className="grow"
          aria-label={`Name of ${label || 'the stage'}`}
          aria-invalid={label.trim() === '' || undefined}
          value={label}
          onChange={event => onChange({ label: event.target.value })}
        />
        {retired && <span className="tag">retired</span>}
        <span className="stage-chance" title={certain[outcome] || undefined}>
          <NumberInput
            label={`Probability of ${label} in percent`}
            value={stage.probability}
            unit={['%', '%']}
            disabled={!open}
            onChange={value => withChance(Math.max(0, Math.min(100, value ?? 0)))}
          />
        </span>
        <span className="stage-forecast" title={open ? undefined : 'Follows from its outcome.'}>
          <Select
            label={`Forecast of ${label}`}
            options={(opportunity.fields.forecast_category?.options ?? []).filter(one => !open || one.value !== 'closed')}
            value={stage.forecast_category}
            disabled={!open}
            onChange={value => value && onChange({ forecast_category: value as Stage['forecast_category'] })}
          />
        </span>
        <IconButton
          name={opened ? 'up' : 'down'}
          label={`${opened ? 'Close' : 'Open'} the rules of ${label}`}
          small
          aria-expanded={opened}
          onClick={onOpen}
        />
        <Menu
          label={label}
          items={[
            { label: 'Move up', icon: 'up', keys: 'shift+k', why: first ? 'Already the first.' : undefined, run: () => onMove(-1) },
            { label: 'Move down', icon: 'down', keys: 'shift+j', why: end ? 'Already the last.' : undefined, run: () => onMove(1) },
            saved && {
              label: retired ? 'Offer again' : 'Retire',
              icon: retired ? 'undo' : 'archive',
              why: last ? only : undefined,
              run: () => onChange(retired ? { retired: undefined } : { retired: true }),
            },
            { label: 'Remove', icon: 'trash', danger: true, why: last ? only : undefined, run: onRemove },
          ]}
          target={(show, shown) => (
            <IconButton name="dots" label={`More for ${label}`} small aria-haspopup="menu" aria-expanded={shown} onClick={show} />
          )}
        />
      </div>
      {!opened && demands.length > 0 && <p className="meta stage-demands cut">{demands.join(' · ')}</p>}
      {opened && (
        <div className="stage-rules">
          <FormField label="Guidance" help="Shown to whoever works in this stage.">
            {ids => (
              <TextArea
                {...ids}
                rows={2}
                value={stage.help ?? ''}
                onChange={event => onChange({ help: event.target.value === '' ? undefined : event.target.value })}
              />
            )}
          </FormField>
          <div className="two">
            <FormField label="Must be filled">
              {({ id }) => (
                <MultiSelect
                  id={id}
                  label={`${label}: must be filled`}
                  placeholder="Nothing"
                  options={options}
                  value={stage.required ?? []}
                  onChange={required =>
                    onChange({ required: orNone(required), asked: orNone((stage.asked ?? []).filter(field => !required.includes(field))) })
                  }
                />
              )}
            </FormField>
            <FormField label="Asked for, may stay empty">
              {({ id }) => (
                <MultiSelect
                  id={id}
                  label={`${label}: asked for`}
                  placeholder="Nothing"
                  options={options.filter(one => !stage.required?.includes(one.value))}
                  value={stage.asked ?? []}
                  onChange={asked => onChange({ asked: orNone(asked) })}
                />
              )}
            </FormField>
          </div>
          <div className="two">
            <FormField label="Outcome" help={saved ? 'It stays: opportunities may stand in this stage.' : undefined}>
              {({ id }) => (
                <Select
                  id={id}
                  label={`Outcome of ${label}`}
                  options={outcomes}
                  value={outcome}
                  disabled={saved}
                  onChange={value => value && onChange(closingAs(value as Outcome, stage.probability))}
                />
              )}
            </FormField>
            <FormField label="Value in the API" help="It never changes.">
              {ids => <TextInput {...ids} className="mono" value={stage.key} readOnly />}
            </FormField>
          </div>
        </div>
      )}
    </div>
  )
}

const orNone = (fields: string[]): string[] | undefined => (fields.length > 0 ? fields : undefined)

function closingAs(outcome: Outcome, before: number): Partial<Stage> {
  const probability = outcome === 'won' ? 100 : outcome === 'lost' ? 0 : before % 100
  return { outcome, probability, forecast_category: usualForecast(outcome, probability) }
}
