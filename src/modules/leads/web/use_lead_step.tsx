import { useMemo } from 'react'
import { useMeta } from '../../../web/api/meta.ts'
import type { StepSlot } from '../../../web/object/actions/use_actions.tsx'
import { StatusGlyph } from '../../../web/ui/marks.tsx'
import { DisqualifyDialog } from './DisqualifyDialog.tsx'
import { NurtureDialog } from './NurtureDialog.tsx'

/** Changing a lead's status: nurturing asks when to come back, unqualified asks why (D1). Converted comes only by conversion. */
export function useLeadStep(): StepSlot {
  const { settings } = useMeta()
  return useMemo(
    () => ({
      field: 'status',
      label: 'Status',
      options: (settings.lead_statuses ?? [])
        .filter(status => status.value !== 'converted')
        .map(({ value, label }) => ({
          value,
          label,
          mark: (
            <span className={`glyph ${value}`}>
              <StatusGlyph status={value} />
            </span>
          ),
        })),
      ask: (value, target, close) => {
        if (value === 'unqualified') return <DisqualifyDialog target={target} onClose={close} />
        if (value === 'nurturing') return <NurtureDialog target={target} onClose={close} />
        return null
      },
    }),
    [settings],
  )
}
