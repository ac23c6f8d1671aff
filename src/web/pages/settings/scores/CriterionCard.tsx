import type { ScoreBand, ScoreChoice, ScoreCriterion } from '../../../../modules/scoring/score_table.rule.ts'
import { countryChoices } from '../../../format/countries.ts'
import { Button, IconButton } from '../../../ui/Button.tsx'
import { TextInput } from '../../../ui/inputs.tsx'
import { MultiSelect } from '../../../ui/Select.tsx'
import { NumberInput } from '../parts/NumberInput.tsx'
import { Card } from '../parts/SettingsPane.tsx'
import { knownValues } from './known_values.ts'

interface CriterionCardProps {
  criterion: ScoreCriterion
  errors: boolean
  onChange: (criterion: ScoreCriterion) => void
}

/** One thing that a score looks at, and what its values are worth. */
export function CriterionCard({ criterion, errors, onChange }: CriterionCardProps) {
  const add =
    criterion.kind === 'number'
      ? () => onChange({ ...criterion, bands: [...criterion.bands, { label: '', points: 0 }] })
      : () => onChange({ ...criterion, choices: [...criterion.choices, { label: '', values: [], points: 0 }] })
  return (
    <Card
      flush
      title={criterion.label}
      note={
        errors
          ? 'a row is not complete'
          : criterion.kind === 'number'
            ? 'both ends belong to a row; the first that fits counts'
            : 'the first row that fits counts'
      }
      actions={
        <Button look="quiet" small icon="plus" onClick={add} aria-label={`Add a row to ${criterion.label}`}>
          Row
        </Button>
      }
    >
      <div>
        <table className="set-table stack">
          {criterion.kind === 'number' ? (
            <Bands criterion={criterion} onChange={onChange} />
          ) : (
            <Choices criterion={criterion} onChange={onChange} />
          )}
        </table>
      </div>
    </Card>
  )
}

const replace = <T,>(rows: readonly T[], index: number, next: T): T[] => rows.map((row, at) => (at === index ? next : row))
const without = <T,>(rows: readonly T[], index: number): T[] => rows.filter((_, at) => at !== index)

/** An end that is left out is open, so an empty box removes the member. */
function withEnd(band: ScoreBand, end: 'from' | 'to', value: number | null): ScoreBand {
  const { [end]: _, ...rest } = band
  return value === null ? rest : { ...rest, [end]: value }
}

function Bands({
  criterion,
  onChange,
}: {
  criterion: Extract<ScoreCriterion, { kind: 'number' }>
  onChange: (criterion: ScoreCriterion) => void
}) {
  const { bands, label } = criterion
  const set = (index: number, next: ScoreBand) => onChange({ ...criterion, bands: replace(bands, index, next) })
  return (
    <>
      <thead>
        <tr>
          <th scope="col">Row</th>
          <th scope="col" className="num">
            From
          </th>
          <th scope="col" className="num">
            To
          </th>
          <th scope="col" className="num">
            Points
          </th>
          <th scope="col">
            <span className="sr">Remove</span>
          </th>
        </tr>
      </thead>
      <tbody>
        {bands.map((band, index) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: rows have no identity of their own, and are only ever added at the end
          <tr key={index}>
            <td className="wide">
              <TextInput
                aria-label={`${label}, row ${index + 1}`}
                value={band.label}
                placeholder="Name of the row"
                onChange={event => set(index, { ...band, label: event.target.value })}
              />
            </td>
            {(['from', 'to'] as const).map(end => (
              <td key={end} className="num" data-label={end === 'from' ? 'From' : 'To'}>
                <NumberInput
                  label={`${label}, ${band.label}: ${end}`}
                  empty="open"
                  value={band[end] ?? null}
                  onChange={value => set(index, withEnd(band, end, value))}
                />
              </td>
            ))}
            <td className="num" data-label="Points">
              <NumberInput
                label={`${label}, ${band.label}: points`}
                value={band.points}
                onChange={points => set(index, { ...band, points: points ?? 0 })}
              />
            </td>
            <td>
              <IconButton
                name="x"
                label={`Remove ${band.label || 'this row'}`}
                small
                onClick={() => onChange({ ...criterion, bands: without(bands, index) })}
              />
            </td>
          </tr>
        ))}
      </tbody>
    </>
  )
}

function Choices({
  criterion,
  onChange,
}: {
  criterion: Extract<ScoreCriterion, { kind: 'choice' }>
  onChange: (criterion: ScoreCriterion) => void
}) {
  const { choices, otherwise, label, field } = criterion
  const set = (index: number, next: ScoreChoice) => onChange({ ...criterion, choices: replace(choices, index, next) })
  const known = field === 'country' ? countryChoices : knownValues(field, choices)
  return (
    <>
      <thead>
        <tr>
          <th scope="col">Row</th>
          <th scope="col">Values</th>
          <th scope="col" className="num">
            Points
          </th>
          <th scope="col">
            <span className="sr">Remove</span>
          </th>
        </tr>
      </thead>
      <tbody>
        {choices.map((choice, index) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: as above
          <tr key={index}>
            <td className="wide">
              <TextInput
                aria-label={`${label}, row ${index + 1}`}
                value={choice.label}
                placeholder="Name of the row"
                onChange={event => set(index, { ...choice, label: event.target.value })}
              />
            </td>
            <td className="values wide">
              <MultiSelect
                label={`${label}, ${choice.label}: values`}
                options={known}
                value={choice.values}
                onChange={values => set(index, { ...choice, values })}
                placeholder="No values yet"
              />
            </td>
            <td className="num" data-label="Points">
              <NumberInput
                label={`${label}, ${choice.label}: points`}
                value={choice.points}
                onChange={points => set(index, { ...choice, points: points ?? 0 })}
              />
            </td>
            <td>
              <IconButton
                name="x"
                label={`Remove ${choice.label || 'this row'}`}
                small
                onClick={() => onChange({ ...criterion, choices: without(choices, index) })}
              />
            </td>
          </tr>
        ))}
        <tr>
          <td className="wide">
            <TextInput
              aria-label={`${label}: any other value`}
              value={otherwise.label}
              onChange={event => onChange({ ...criterion, otherwise: { ...otherwise, label: event.target.value } })}
            />
          </td>
          <td className="values wide t3">any other value</td>
          <td className="num" data-label="Points">
            <NumberInput
              label={`${label}, any other value: points`}
              value={otherwise.points}
              onChange={points => onChange({ ...criterion, otherwise: { ...otherwise, points: points ?? 0 } })}
            />
          </td>
          <td />
        </tr>
      </tbody>
    </>
  )
}
