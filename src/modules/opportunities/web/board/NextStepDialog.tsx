import { useState } from 'react'
import { editRecord } from '../../../../web/api/edits.ts'
import { useMeta, useObject } from '../../../../web/api/meta.ts'
import type { Rec } from '../../../../web/api/types.ts'
import { RecordForm } from '../../../../web/object/form/RecordForm.tsx'
import { FormDialog } from '../../../../web/ui/Dialog.tsx'

const asked = ['next_steps', 'next_step_date']

/** What is to be done next, and by when (E6). */
export function NextStepDialog({ record, onClose }: { record: Rec; onClose: () => void }) {
  const meta = useMeta()
  const object = useObject('opportunity')
  const [values, setValues] = useState<Record<string, unknown>>(() => Object.fromEntries(asked.map(name => [name, record[name]])))
  const save = async () => {
    onClose()
    await editRecord(meta, { object: 'opportunity', record, set: values })
  }
  return (
    <FormDialog title={`Next step: ${String(record.name)}`} submit="Save" onClose={onClose} onSubmit={save}>
      <RecordForm object={object} names={asked} values={values} onChange={(name, value) => setValues(was => ({ ...was, [name]: value }))} />
    </FormDialog>
  )
}
