import { useMemo } from 'react'
import { useMeta } from '../../../web/api/meta.ts'
import type { Target } from '../../../web/object/actions/target.ts'
import type { StepSlot } from '../../../web/object/actions/use_actions.tsx'
import { Dialog } from '../../../web/ui/Dialog.tsx'
import { StatusGlyph } from '../../../web/ui/marks.tsx'
import { ConvertDialog } from './convert/ConvertDialog.tsx'
import { DisqualifyDialog } from './DisqualifyDialog.tsx'
import { NurtureDialog } from './NurtureDialog.tsx'

/** Changing a lead's status: nurturing asks when to come back, unqualified asks why, converted asks into what (D1, D6). */
export function useLeadStep(): StepSlot {
  const { settings } = useMeta()
  return useMemo(
    () => ({
      field: 'status',
      label: 'Status',
      options: (settings.lead_statuses ?? []).map(({ value, label }) => ({
        value,
        label: value === 'converted' ? `${label} …` : label,
        mark: (
          <span className={`glyph ${value}`}>
            <StatusGlyph status={value} />
          </span>
        ),
      })),
      ask: (value, target, close) => {
        if (value === 'unqualified') return <DisqualifyDialog target={target} onClose={close} />
        if (value === 'converted') return <Convert target={target} onClose={close} />
        if (value === 'nurturing') return <NurtureDialog target={target} onClose={close} />
        return null
      },
    }),
    [settings],
  )
}

function Convert({ target, onClose }: { target: Target; onClose: () => void }) {
  const [first] = target.records
  if (target.count === 1 && first) return <ConvertDialog lead={first} onClose={onClose} />
  return (
    <Dialog title="Leads are converted one at a time" onClose={onClose}>
      <p>Each becomes an account, a contact and an opportunity of its own. Open one and press ⇧C.</p>
    </Dialog>
  )
}
