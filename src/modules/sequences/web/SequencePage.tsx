import { useParams, useSearch } from '@tanstack/react-router'
import { useDeferredValue, useState } from 'react'
import { patch } from '../../../web/api/client.ts'
import { editRecord } from '../../../web/api/edits.ts'
import { useMeta } from '../../../web/api/meta.ts'
import { Problem, sentenceOf } from '../../../web/api/problem.ts'
import { patchCached, refreshLists, refreshRecord, useFew, useRecord } from '../../../web/api/records.ts'
import type { Rec } from '../../../web/api/types.ts'
import { formatNumber } from '../../../web/format/numbers.ts'
import { FieldEditor } from '../../../web/object/field/FieldEditor.tsx'
import { useDraft } from '../../../web/pages/settings/parts/drafts.ts'
import { SaveBar } from '../../../web/pages/settings/parts/SaveBar.tsx'
import { removeRecord } from '../../../web/pages/settings/parts/setting_records.ts'
import { HintBar } from '../../../web/shell/HintBar.tsx'
import { TopBar } from '../../../web/shell/TopBar.tsx'
import { A, useGo } from '../../../web/ui/A.tsx'
import { Button, IconButton } from '../../../web/ui/Button.tsx'
import { FormField } from '../../../web/ui/inputs.tsx'
import { Menu } from '../../../web/ui/Menu.tsx'
import { Tag } from '../../../web/ui/marks.tsx'
import { ScrollRegion } from '../../../web/ui/ScrollRegion.tsx'
import { Empty, Failed, Notice, SkeletonRows } from '../../../web/ui/states.tsx'
import { toast } from '../../../web/ui/toasts.ts'
import { PreviewMails } from './PreviewMails.tsx'
import { People } from './SequencePeople.tsx'
import { StepsEditor, type Writing } from './StepsEditor.tsx'
import { type SequenceRec, selfServe, usePreview } from './sequences.ts'

/** One sequence: its mails with how they read for somebody beside them, and who is in it. */
export function SequencePage() {
  const { id = '' } = useParams({ strict: false })
  const { data, error, refetch } = useRecord('sequence', id)
  const parent = { href: '/sequences', label: 'Sequences' }
  if (error && !data)
    return (
      <>
        <TopBar title="Sequence" parent={parent} />
        {error instanceof Problem && error.status === 404 ? (
          <Empty
            title="This sequence is not there"
            action={
              <A className="btn" href="/sequences">
                All sequences
              </A>
            }
          >
            It was deleted, or your role may not see it.
          </Empty>
        ) : (
          <Failed sentence={sentenceOf(error)} retry={() => void refetch()} />
        )}
      </>
    )
  if (!data)
    return (
      <>
        <TopBar title="Sequence" parent={parent} />
        <SkeletonRows rows={6} />
      </>
    )
  return <Loaded key={id} sequence={data.record as SequenceRec} parent={parent} />
}

function Loaded({ sequence, parent }: { sequence: SequenceRec; parent: { href: string; label: string } }) {
  const meta = useMeta()
  const go = useGo()
  const search: Record<string, unknown> = useSearch({ strict: false })
  const tab = search.tab === 'people' ? 'people' : 'mails'
  const edits = meta.me.rights.settings === true && sequence.deleted_at === null
  const { data: few } = useFew('enrollment', {
    filter: {
      and: [
        { field: 'sequence_id', op: 'is', value: sequence.id },
        { field: 'state', op: 'in', value: ['active', 'held'] },
      ],
    },
    sort: [{ field: 'created_at', direction: 'desc' }],
    limit: 100,
  })
  const running = few?.data.length ?? 0
  const path = `/sequences/${sequence.id}`
  const setActive = async (active: boolean) => {
    if (await editRecord(meta, { object: 'sequence', record: sequence, set: { active } }))
      toast(active ? `${sequence.name} goes on` : `${sequence.name} is paused: nothing is sent`)
  }
  return (
    <>
      <TopBar
        title={sequence.name}
        parent={parent}
        search={false}
        actions={
          edits && (
            <>
              <Button className="hide-s" onClick={() => void setActive(!sequence.active)}>
                {sequence.active ? 'Pause' : 'Go on'}
              </Button>
              <Menu
                label="More"
                items={[
                  { label: sequence.active ? 'Pause' : 'Go on', run: () => void setActive(!sequence.active) },
                  {
                    label: 'Delete this sequence',
                    icon: 'trash',
                    danger: true,
                    why: running > 0 ? 'People are in it. Pause it, or stop it for them first.' : undefined,
                    run: async () => {
                      if (await removeRecord(meta, 'sequence', sequence, `${sequence.name} deleted`)) go('/sequences')
                    },
                  },
                ]}
                target={(open, opened) => (
                  <IconButton name="dots" label="More" onClick={open} aria-haspopup="menu" aria-expanded={opened} />
                )}
              />
            </>
          )
        }
      >
        {!sequence.active && <Tag tone="warn">Paused</Tag>}
        <nav className="tabs hide-s" aria-label="Sides of the sequence">
          <Tabs path={path} tab={tab} running={running} />
        </nav>
      </TopBar>
      <nav className="tabs wide-s only-s" aria-label="Sides of the sequence">
        <Tabs path={path} tab={tab} running={running} />
      </nav>
      {tab === 'people' ? <People sequence={sequence} /> : <Mails sequence={sequence} edits={edits} />}
    </>
  )
}

function Tabs({ path, tab, running }: { path: string; tab: string; running: number }) {
  return (
    <>
      <A href={path} className={tab === 'mails' ? 'on' : ''} aria-current={tab === 'mails' ? 'page' : undefined}>
        Mails
      </A>
      <A href={`${path}?tab=people`} className={tab === 'people' ? 'on' : ''} aria-current={tab === 'people' ? 'page' : undefined}>
        Who is in it
        {running > 0 && <span>{running >= 100 ? '100+' : formatNumber(running)}</span>}
      </A>
    </>
  )
}

const writingOf = ({ name, description, steps, stop_on, key }: SequenceRec): Writing => ({
  name,
  description: description ?? '',
  steps,
  stop_on,
  self_serve: key === selfServe,
})

function Mails({ sequence, edits }: { sequence: SequenceRec; edits: boolean }) {
  const draft = useDraft<Writing>(`sequence ${sequence.id}`, writingOf(sequence))
  const [busy, setBusy] = useState(false)
  const [problem, setProblem] = useState<unknown>(null)
  const errors = problem instanceof Problem ? Object.fromEntries((problem.body.errors ?? []).map(one => [one.field, one.message])) : {}
  const save = async () => {
    setBusy(true)
    setProblem(null)
    try {
      const { self_serve, ...rest } = draft.value
      const was = sequence.key === selfServe
      const key = self_serve === was ? {} : { key: self_serve ? selfServe : null }
      const saved = await patch<Rec>(`/sequences/${sequence.id}`, { ...rest, ...key })
      patchCached('sequence', sequence.id, old => ({ ...old, ...saved }))
      draft.discard()
      refreshRecord('sequence', sequence.id)
      refreshLists('sequence', 50)
      toast('Saved')
    } catch (error) {
      setProblem(error)
    } finally {
      setBusy(false)
    }
  }
  return (
    <>
      <div className="seq">
        <ScrollRegion className="seq-edit" label="Mails">
          {edits ? <StepsEditor value={draft.value} onChange={draft.set} errors={errors} /> : <Reading sequence={sequence} />}
        </ScrollRegion>
        <PreviewPane sequence={sequence} steps={draft.value.steps} />
      </div>
      <SaveBar
        dirty={draft.dirty}
        busy={busy}
        error={problem ? sentenceOf(problem) : null}
        onSave={() => void save()}
        onDiscard={() => {
          setProblem(null)
          draft.discard()
        }}
      />
      <HintBar hints={edits ? [['mod+s', 'save']] : []} />
    </>
  )
}

/** For whoever enrols people but does not write the mails. */
function Reading({ sequence }: { sequence: SequenceRec }) {
  if (sequence.steps.length === 0) return <Empty title="No mails yet">RevOps writes them.</Empty>
  return (
    <div className="seq-in">
      {sequence.description && <p className="t2">{sequence.description}</p>}
      <ol className="seq-mails">
        {sequence.steps.map((step, index) => (
          <li key={step.key}>
            <p className="meta">
              Mail {index + 1}
              {index > 0 && `, ${step.delay_days} working ${step.delay_days === 1 ? 'day' : 'days'} after the one before`}
            </p>
            <div className="seq-mail">
              <p className="strong">{step.subject}</p>
              <p className="seq-text">{step.body}</p>
            </div>
          </li>
        ))}
      </ol>
    </div>
  )
}

const leadField = { kind: 'ref' as const, label: 'Lead', to: 'lead', required: true, can_edit: true }

/** How it reads for a lead of one's choice, while one writes. */
function PreviewPane({ sequence, steps }: { sequence: SequenceRec; steps: SequenceRec['steps'] }) {
  const { data: newest } = useFew('lead', { sort: [{ field: 'created_at', direction: 'desc' }], fields: ['name'], limit: 1 })
  const [picked, setPicked] = useState<string | null>(null)
  const lead = picked ?? newest?.data[0]?.id ?? null
  const shown = useDeferredValue(steps)
  const { data, error } = usePreview(sequence.id, lead ? { object: 'lead', record_id: lead } : null, shown)
  const refs = { lead: Object.fromEntries((newest?.data ?? []).map(one => [one.id, String(one.name)])) }
  return (
    <ScrollRegion label="Preview" className="seq-see">
      <FormField label="As it reads for">
        {ids => (
          <FieldEditor
            key={lead}
            {...ids}
            field={leadField}
            value={lead}
            refs={refs}
            onChange={id => setPicked(typeof id === 'string' ? id : null)}
          />
        )}
      </FormField>
      {newest && newest.data.length === 0 && <p className="meta">As soon as there is a lead, the mails show here as it would get them.</p>}
      {error && <p className="meta">{sentenceOf(error)}</p>}
      {data && (
        <>
          {data.refused && data.refused.code !== 'box_cleared' && <Notice>Now: {data.refused.sentence}</Notice>}
          <p className="meta">
            To {data.to ?? 'no address'}, from {data.from_name}
          </p>
          <PreviewMails preview={data} />
        </>
      )}
    </ScrollRegion>
  )
}
