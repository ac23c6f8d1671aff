import { useState } from 'react'
import { get } from '../../api/client.ts'
import { recordPath } from '../../api/paths.ts'
import { sentenceOf } from '../../api/problem.ts'
import type { MetaObject, Rec, Refs } from '../../api/types.ts'
import { useGo } from '../../ui/A.tsx'
import { Dialog } from '../../ui/Dialog.tsx'
import { showError } from '../../ui/toasts.ts'
import { RecordPicker } from '../field/FieldEditor.tsx'
import { MergeDialog } from './MergeDialog.tsx'

interface FindAndMergeProps {
  object: MetaObject
  record: Rec
  refs: Refs
  /** Already known which; then it is not asked for. */
  other?: Rec
  onClose: () => void
}

/** Asks for the other record, then merges the two. */
export function FindAndMerge({ object, record, refs, other: given, onClose }: FindAndMergeProps) {
  const go = useGo()
  const [other, setOther] = useState<Rec | null>(given ?? null)
  if (other)
    return (
      <MergeDialog
        object={object.name}
        records={[record, other]}
        refs={refs}
        onClose={onClose}
        onDone={winner => {
          const path = recordPath(object.name, winner)
          if (path) go(path, { replace: true })
        }}
      />
    )
  const title = `Merge ${String(record[object.title] ?? object.label[0])} with`
  return (
    <Dialog title={title} onClose={onClose} bare="dialog pick">
      <p className="meta pick-title">{title}</p>
      <RecordPicker
        object={object.name}
        label={object.label[1]}
        onPick={id => {
          if (!id || id === record.id) return
          get<Rec>(`/${object.plural}/${id}`).then(setOther, (error: unknown) => showError(sentenceOf(error)))
        }}
      />
    </Dialog>
  )
}
