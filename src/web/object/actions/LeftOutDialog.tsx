import type { LeftOut } from '../../../platform/object/left_out.rule.ts'
import { recordPath } from '../../api/paths.ts'
import { formatNumber } from '../../format/numbers.ts'
import { A } from '../../ui/A.tsx'
import { Button } from '../../ui/Button.tsx'
import { Dialog } from '../../ui/Dialog.tsx'

interface LeftOutDialogProps {
  left: LeftOut
  object: string
  /** Names that the page knows. */
  names?: ReadonlyMap<string, string>
  onClose: () => void
}

/** Whom a bulk command left as they were: how many for which reason, and the first of them by name. */
export function LeftOutDialog({ left, object, names, onClose }: LeftOutDialogProps) {
  const { total, reasons, first } = left
  return (
    <Dialog title={total === 1 ? 'One was left out' : `${formatNumber(total)} were left out`} onClose={onClose}>
      <div className="dialog-body">
        {reasons.length > 1 && (
          <ul className="seq-left" aria-label="Why">
            {reasons.map(({ reason, count }) => (
              <li key={reason}>
                <span className="strong">{formatNumber(count)}</span> <span className="t2">{reason ?? 'For other reasons.'}</span>
              </li>
            ))}
          </ul>
        )}
        <ul className="seq-left" aria-label="Who">
          {first.map(one => (
            <li key={one.id}>
              <A className="link strong" href={recordPath(object, one.id) ?? '#'}>
                {one.name || names?.get(one.id) || 'This one'}
              </A>{' '}
              <span className="t2">{one.reason}</span>
            </li>
          ))}
        </ul>
        {total > first.length && <p className="meta">These are the first {formatNumber(first.length)} of them.</p>}
      </div>
      <footer>
        <span className="grow" />
        <Button look="primary" data-autofocus onClick={onClose}>
          Close
        </Button>
      </footer>
    </Dialog>
  )
}
