import { useMeta } from '../../../web/api/meta.ts'
import type { Rec } from '../../../web/api/types.ts'
import { lengthOf } from '../../../web/format/dates.ts'
import { useNow } from '../../../web/format/now.ts'
import { Panel } from '../../../web/object/record/panels.tsx'

const day = 86_400_000

/** How long until a lead goes to the pool, in its last days before (C7). */
export function PoolPanel({ record }: { record: Rec }) {
  const now = useNow()
  const { settings } = useMeta()
  const { pool } = settings
  if (!pool || typeof record.idle_since !== 'string' || (pool.product_led_only && record.product_led !== true)) return null
  const lies = now.getTime() - new Date(record.idle_since).getTime()
  const left = pool.after_days * day - lies
  if (lies < pool.notice_after_days * day || left < 0) return null
  return (
    <Panel title="Goes to the pool" aside={`in ${lengthOf(left)}`}>
      <p className="t2">
        Nobody has worked on it for {lengthOf(lies)}. A mail, a call, a change or a reason to keep it begins the {pool.after_days} days
        anew.
      </p>
    </Panel>
  )
}
