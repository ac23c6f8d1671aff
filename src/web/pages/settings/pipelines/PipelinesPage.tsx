import { useState } from 'react'
import { CLOSED, stage as openStage } from '../../../../playbooks/pipelines.ts'
import { editRecord } from '../../../api/edits.ts'
import { useMeta } from '../../../api/meta.ts'
import { sentenceOf } from '../../../api/problem.ts'
import { A } from '../../../ui/A.tsx'
import { Button, IconButton } from '../../../ui/Button.tsx'
import { FormDialog } from '../../../ui/Dialog.tsx'
import { FormField, TextInput } from '../../../ui/inputs.tsx'
import { Menu } from '../../../ui/Menu.tsx'
import { Empty, Failed, SkeletonRows } from '../../../ui/states.tsx'
import { useSubmit } from '../../auth/use_submit.ts'
import { SettingsPane } from '../parts/SettingsPane.tsx'
import { moved } from '../parts/Sortable.tsx'
import { createRecord, removeRecord, useSettingRecords } from '../parts/setting_records.ts'
import { useOpen } from '../parts/use_open.ts'
import type { PipelineRec } from './pipeline_record.ts'
import { StagesEditor } from './StagesEditor.tsx'

/** The ways of selling, and what each of their stages means and demands (E2, E4). */
export function PipelinesPage() {
  const meta = useMeta()
  const { rows, error, waiting, retry } = useSettingRecords<PipelineRec>('pipeline', 'position')
  const [open, setOpen] = useOpen('pipeline')
  const [naming, setNaming] = useState<PipelineRec | 'new' | null>(null)
  const pipeline = rows.find(one => one.key === open) ?? rows[0]
  const at = pipeline ? rows.indexOf(pipeline) : -1
  const move = async (to: number) => {
    await Promise.all(
      moved(rows, at, to).map(
        (record, index) => record.position !== index + 1 && editRecord(meta, { object: 'pipeline', record, set: { position: index + 1 } }),
      ),
    )
  }
  return (
    <SettingsPane
      title="Pipelines and stages"
      intro="What an opportunity goes through. A stage says how likely it is won, and what must be known in it; nothing is in a stage without that, whichever way it came."
      actions={
        <Button icon="plus" onClick={() => setNaming('new')}>
          Pipeline
        </Button>
      }
    >
      {error && <Failed sentence={sentenceOf(error)} retry={retry} />}
      {waiting && <SkeletonRows rows={7} />}
      {!waiting && !error && !pipeline && (
        <Empty title="No pipeline yet" action={<Button onClick={() => setNaming('new')}>New pipeline</Button>}>
          Without one, no opportunity can be made.
        </Empty>
      )}
      {pipeline && (
        <>
          <div className="row pipelines-row">
            <nav className="subtabs grow" aria-label="Pipelines">
              {rows.map(one => (
                <A
                  key={one.key}
                  href={`/settings/pipelines?pipeline=${one.key}`}
                  className={one === pipeline ? 'on' : ''}
                  aria-current={one === pipeline ? 'true' : undefined}
                >
                  {one.label}
                </A>
              ))}
            </nav>
            <Menu
              label={pipeline.label}
              items={[
                { label: 'Rename', icon: 'pencil', run: () => setNaming(pipeline) },
                { label: 'Move left', icon: 'back', why: at === 0 ? 'Already the first.' : undefined, run: () => void move(at - 1) },
                {
                  label: 'Move right',
                  icon: 'right',
                  why: at === rows.length - 1 ? 'Already the last.' : undefined,
                  run: () => void move(at + 1),
                },
                {
                  label: 'Put away',
                  icon: 'trash',
                  danger: true,
                  why: rows.length === 1 ? 'It is the only one.' : undefined,
                  run: () => void removeRecord(meta, 'pipeline', pipeline, `${pipeline.label} is no longer offered`),
                },
              ]}
              target={(show, shown) => (
                <IconButton
                  name="dots"
                  label={`More for ${pipeline.label}`}
                  small
                  aria-haspopup="menu"
                  aria-expanded={shown}
                  onClick={show}
                />
              )}
            />
          </div>
          <StagesEditor key={pipeline.id} pipeline={pipeline} />
        </>
      )}
      {naming && (
        <NameDialog
          pipeline={naming === 'new' ? null : naming}
          position={rows.length + 1}
          onMade={made => setOpen(String(made.key))}
          onClose={() => setNaming(null)}
        />
      )}
    </SettingsPane>
  )
}

interface NameDialogProps {
  pipeline: PipelineRec | null
  position: number
  onMade: (made: Record<string, unknown>) => void
  onClose: () => void
}

/** A new pipeline begins with one open stage and the usual two that close. */
const firstStages = [openStage('new', 'New', 10), ...CLOSED]

function NameDialog({ pipeline, position, onMade, onClose }: NameDialogProps) {
  const meta = useMeta()
  const [label, setLabel] = useState(pipeline?.label ?? '')
  const form = useSubmit()
  const submit = async () => {
    if (pipeline) {
      void editRecord(meta, { object: 'pipeline', record: pipeline, set: { label: label.trim() } })
      return onClose()
    }
    const made = await form.run(() => createRecord(meta, 'pipeline', { label: label.trim(), position, stages: firstStages }))
    if (!made) return
    onClose()
    onMade(made)
  }
  return (
    <FormDialog
      title={pipeline ? 'Rename the pipeline' : 'New pipeline'}
      submit={pipeline ? 'Rename' : 'Add pipeline'}
      onClose={onClose}
      onSubmit={submit}
      busy={form.busy}
      disabled={label.trim() === ''}
      error={form.sentence(['label'])}
    >
      <FormField
        label="Name"
        error={form.fields.label}
        help={pipeline ? null : 'It begins with one open stage, closed won and closed lost.'}
      >
        {ids => <TextInput {...ids} value={label} onChange={event => setLabel(event.target.value)} data-autofocus />}
      </FormField>
    </FormDialog>
  )
}
