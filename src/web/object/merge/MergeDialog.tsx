import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { post } from '../../api/client.ts'
import { reportBulk } from '../../api/edits.ts'
import { objectOf, useMeta } from '../../api/meta.ts'
import { sentenceOf } from '../../api/problem.ts'
import { refreshLists } from '../../api/records.ts'
import type { ListPage, MetaObject, Rec, Refs } from '../../api/types.ts'
import { FormDialog } from '../../ui/Dialog.tsx'
import { FieldValue } from '../field/FieldValue.tsx'
import { isNothing } from '../field/values.ts'

interface MergeDialogProps {
  object: string
  records: Rec[]
  refs: Refs
  onClose: () => void
  onDone: (winnerId: string) => void
}

const differing = (object: MetaObject, records: Rec[]): string[] =>
  Object.keys(object.fields).filter(name => {
    const field = object.fields[name]
    if (!field || field.change === 'commands' || !field.can_edit || field.kind === 'json' || field.kind === 'checkbox') return false
    const known = records.map(record => record[name]).filter(value => !isNothing(value))
    return new Set(known.map(value => JSON.stringify(value))).size > 1
  })

/** Makes one record of several: one stays, and where they differ one chooses. Can be undone. */
export function MergeDialog({ object: name, records: given, refs: givenRefs, onClose, onDone }: MergeDialogProps) {
  const meta = useMeta()
  const object = objectOf(meta, name)
  const [winner, setWinner] = useState(given[0]?.id ?? '')
  const [choice, setChoice] = useState<Record<string, string>>({})
  const [error, setError] = useState<string | null>(null)
  const ids = given.map(record => record.id)
  const { data } = useQuery({
    queryKey: ['few', name, 'merge', ids],
    queryFn: () => post<ListPage>(`/${object.plural}/query`, { filter: { field: 'id', op: 'in', value: ids }, limit: 20, refs: true }),
  })
  const found = data?.data ?? given
  const records = ids.flatMap(id => found.find(record => record.id === id) ?? [])
  const refs = data?.refs ?? givenRefs
  const fields = differing(object, records)
  const chosenOf = (field: string): string =>
    choice[field] ??
    (isNothing(records.find(one => one.id === winner)?.[field]) ? (records.find(one => !isNothing(one[field]))?.id ?? winner) : winner)
  const submit = async () => {
    try {
      const values = Object.fromEntries(
        fields.filter(field => chosenOf(field) !== winner).map(field => [field, records.find(one => one.id === chosenOf(field))?.[field]]),
      )
      const { batch_id } = await post<{ batch_id: string }>(`/${object.plural}/merge`, {
        winner_id: winner,
        loser_ids: ids.filter(id => id !== winner),
        values,
      })
      refreshLists(name, 50)
      onClose()
      onDone(winner)
      reportBulk({ batch_id, count: 1 }, `${ids.length} ${object.label[1].toLowerCase()} merged into one`)
    } catch (cause) {
      setError(sentenceOf(cause))
    }
  }
  const radio = (group: string, id: string, checked: boolean, pick: () => void, label: string) => (
    <input type="radio" name={group} value={id} checked={checked} onChange={pick} aria-label={label} />
  )
  return (
    <FormDialog
      title={`Merge ${ids.length} ${object.label[1].toLowerCase()}`}
      submit="Merge"
      onClose={onClose}
      onSubmit={submit}
      error={error}
      wide
    >
      <p className="t2">The one that stays takes over conversations, tasks and files of the others. What it lacks, it takes from them.</p>
      <div className="merge-grid">
        <table>
          <thead>
            <tr>
              <th scope="col">Stays</th>
              {records.map(record => (
                <th key={record.id} scope="col">
                  <span className="row">
                    {radio('winner', record.id, record.id === winner, () => setWinner(record.id), `Keep ${String(record[object.title])}`)}
                    <span className="cut">{String(record[object.title] ?? object.label[0])}</span>
                  </span>
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {fields.map(field => (
              <tr key={field}>
                <th scope="row">{object.fields[field]?.label}</th>
                {records.map(record => {
                  const meta = object.fields[field]
                  return (
                    <td key={record.id}>
                      {isNothing(record[field]) || !meta ? (
                        <span className="t3">Not known</span>
                      ) : (
                        <span className="row">
                          {radio(
                            field,
                            record.id,
                            chosenOf(field) === record.id,
                            () => setChoice(was => ({ ...was, [field]: record.id })),
                            meta.label,
                          )}
                          <span className="cut">
                            <FieldValue field={meta} value={record[field]} refs={refs} />
                          </span>
                        </span>
                      )}
                    </td>
                  )
                })}
              </tr>
            ))}
          </tbody>
        </table>
      </div>
    </FormDialog>
  )
}
