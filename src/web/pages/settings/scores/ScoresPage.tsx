import { type ScoreTable, scoreRange } from '../../../../modules/scoring/score_table.rule.ts'
import { sentenceOf } from '../../../api/problem.ts'
import { Failed, SkeletonRows } from '../../../ui/states.tsx'
import { NumberInput } from '../parts/NumberInput.tsx'
import { SaveBar } from '../parts/SaveBar.tsx'
import { SettingsPane } from '../parts/SettingsPane.tsx'
import { useDocDraft, useSetting } from '../parts/settings_docs.ts'
import { CriterionCard } from './CriterionCard.tsx'
import { TryScore } from './TryScore.tsx'

export interface Scores {
  lead: ScoreTable
  icp: ScoreTable
}
const title = 'Scores'

/** Both scores: what each value is worth, tried with the very rules before it is saved (C2). */
export function ScoresPage() {
  const { value, error, retry } = useSetting<Scores>('scores')
  if (value) return <Loaded saved={value} />
  return (
    <SettingsPane title={title}>{error ? <Failed sentence={sentenceOf(error)} retry={retry} /> : <SkeletonRows rows={6} />}</SettingsPane>
  )
}

function Loaded({ saved }: { saved: Scores }) {
  const draft = useDocDraft('scores', saved, 'Scores are saved; open leads are being recomputed')
  const { value } = draft
  return (
    <SettingsPane
      title={title}
      intro="What is not known gives 0 and says so. Saving recomputes all open leads; each point keeps its reason."
      aside={<TryScore scores={value} />}
    >
      {(['lead', 'icp'] as const).map(which => (
        <Table
          key={which}
          which={which}
          table={value[which]}
          fields={draft.fields}
          onChange={table => draft.set({ ...value, [which]: table })}
        />
      ))}
      <SaveBar
        dirty={draft.dirty}
        busy={draft.busy}
        error={
          draft.sentence && Object.keys(draft.fields).length > 0
            ? 'Not saved: a row needs a name, and points are whole numbers from −100 to 100.'
            : draft.sentence
        }
        onSave={() => void draft.save()}
        onDiscard={draft.discard}
      />
    </SettingsPane>
  )
}

interface TableProps {
  which: keyof Scores
  table: ScoreTable
  fields: Record<string, string>
  onChange: (table: ScoreTable) => void
}

function Table({ which, table, fields, onChange }: TableProps) {
  const { min, max } = scoreRange(table)
  return (
    <section className="score-table" aria-label={table.label}>
      <div className="row">
        <h3 className="strong">{table.label}</h3>
        <span className="meta">
          {min} to {max}
        </span>
        <span className="grow" />
        {which === 'icp' && (
          <>
            <span className="meta">high from</span>
            <NumberInput label="High from" width={64} value={table.high ?? null} onChange={high => onChange(withHigh(table, high))} />
          </>
        )}
      </div>
      {table.criteria.map((criterion, index) => (
        <CriterionCard
          key={`${criterion.field} ${String(index)}`}
          criterion={criterion}
          errors={Object.keys(fields).some(field => field.startsWith(`${which}.criteria.${index}.`))}
          onChange={next => onChange({ ...table, criteria: table.criteria.map((one, at) => (at === index ? next : one)) })}
        />
      ))}
    </section>
  )
}

function withHigh(table: ScoreTable, high: number | null): ScoreTable {
  const { high: _, ...rest } = table
  return high === null ? rest : { ...rest, high }
}
