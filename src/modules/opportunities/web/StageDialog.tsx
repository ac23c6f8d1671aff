import type { Rec } from '../../../web/api/types.ts'
import { Dialog } from '../../../web/ui/Dialog.tsx'
import type { Stage } from '../../pipelines/stage.rule.ts'
import { StageForm } from './StageForm.tsx'

/** The small form of what a stage asks for, where there is no card to show it at. */
export function StageDialog({ record, stage, onClose }: { record: Rec; stage: Stage; onClose: () => void }) {
  return (
    <Dialog title={`${String(record.name)}: ${stage.label}`} onClose={onClose} bare="dialog pick stage-dialog">
      <StageForm record={record} stage={stage} onDone={onClose} onCancel={onClose} />
    </Dialog>
  )
}
