import { useState } from 'react'
import { get } from '../../../web/api/client.ts'
import { mayMerge } from '../../../web/api/meta.ts'
import { recordPath } from '../../../web/api/paths.ts'
import { sentenceOf } from '../../../web/api/problem.ts'
import type { MetaObject, Rec, Refs } from '../../../web/api/types.ts'
import { useDuplicates } from '../../../web/object/form/DuplicateWarning.tsx'
import { sameAs } from '../../../web/object/form/duplicates.ts'
import { FindAndMerge } from '../../../web/object/merge/FindAndMerge.tsx'
import { Panel } from '../../../web/object/record/panels.tsx'
import { A } from '../../../web/ui/A.tsx'
import { Button } from '../../../web/ui/Button.tsx'
import { showError } from '../../../web/ui/toasts.ts'

/** Records that seem to be the same person, and the way to make them one. */
export function DuplicatesPanel({ object, record, refs }: { object: MetaObject; record: Rec; refs: Refs }) {
  const [other, setOther] = useState<Rec | null>(null)
  const { data = [] } = useDuplicates(object.name, object.plural, sameAs(record), record.id)
  // Its own company is no duplicate: that is the account it belongs to.
  const shown = data.filter(one => one.id !== record.id && one.object !== 'account')
  if (shown.length === 0) return null
  return (
    <Panel title="Perhaps the same" aside={shown.length}>
      {shown.map(one => (
        <div className="mini" key={one.id}>
          <span className="cut grow">
            <A className="link" href={recordPath(one.object, one.id) ?? '#'}>
              {one.title}
            </A>
            <span className="t3"> {one.why.toLowerCase()}</span>
          </span>
          {one.object === object.name && mayMerge(object) ? (
            <Button
              look="quiet"
              small
              onClick={() => get<Rec>(`/${object.plural}/${one.id}`).then(setOther, (error: unknown) => showError(sentenceOf(error)))}
            >
              Merge
            </Button>
          ) : (
            <span className="meta">{one.object === 'contact' ? 'Contact' : 'Lead'}</span>
          )}
        </div>
      ))}
      {other && <FindAndMerge object={object} record={record} refs={refs} other={other} onClose={() => setOther(null)} />}
    </Panel>
  )
}
