import './playbook.css'
import { useQuery } from '@tanstack/react-query'
import { type DragEvent, useState } from 'react'
import type { Difference } from '../../../../modules/settings/difference.rule.ts'
import { base, get, post } from '../../../api/client.ts'
import { undoBatch } from '../../../api/edits.ts'
import { refreshMeta } from '../../../api/meta.ts'
import { Problem, sentenceOf } from '../../../api/problem.ts'
import { queryClient } from '../../../api/query_client.ts'
import { Button } from '../../../ui/Button.tsx'
import { Checkbox } from '../../../ui/inputs.tsx'
import { Empty, Failed, SkeletonRows } from '../../../ui/states.tsx'
import { toast } from '../../../ui/toasts.ts'
import { HistoryButton } from '../parts/DocPage.tsx'
import { DifferenceList } from '../parts/SettingHistory.tsx'
import { Card, SettingsPane } from '../parts/SettingsPane.tsx'
import { useSetting } from '../parts/settings_docs.ts'

interface About {
  key: string
  label: string
  description: string
}
interface Wrong {
  field: string
  message: string
}
interface Outcome {
  key: string
  label: string
  differences: Difference[]
  notes: string[]
  errors: Wrong[]
}
interface Looked {
  label: string
  playbook: unknown
  sections: Outcome[]
}
const largest = 1_500_000

/** The whole process as one file: the playbooks that ship, one's own from git, and what each would change here. */
export function PlaybookPage() {
  const { value: now } = useSetting<About>('playbook')
  const shipped = useQuery({ queryKey: ['playbooks'], queryFn: async () => (await get<{ data: About[] }>('/playbooks')).data })
  const [looked, setLooked] = useState<Looked | null>(null)
  const [wrong, setWrong] = useState<{ sentence: string; places: Wrong[] } | null>(null)
  const [busy, setBusy] = useState(false)

  const tell = (error: unknown) =>
    setWrong({ sentence: sentenceOf(error), places: error instanceof Problem ? (error.body.errors ?? []) : [] })
  const look = async (label: string, load: () => Promise<unknown>) => {
    setBusy(true)
    setWrong(null)
    setLooked(null)
    try {
      const playbook = await load()
      const { sections } = await post<{ sections: Outcome[] }>('/playbook/preview', { playbook })
      setLooked({ label, playbook, sections })
    } catch (error) {
      tell(error)
    }
    setBusy(false)
  }
  const lookAtFile = (file: File | undefined) => {
    if (!file) return
    if (file.size > largest) setWrong({ sentence: `${file.name} is too large to be a playbook.`, places: [] })
    else
      void look(file.name, async () => {
        const text = await file.text()
        try {
          return JSON.parse(text) as unknown
        } catch {
          throw new Problem(422, { detail: `${file.name} is not JSON, so it is no playbook.` })
        }
      })
  }
  const apply = async ({ label, playbook, sections }: Looked, chosen: readonly string[]) => {
    setBusy(true)
    setWrong(null)
    const everything = sections.every(one => chosen.includes(one.key) || (one.differences.length === 0 && one.errors.length === 0))
    try {
      const { batch_id } = await post<{ batch_id: string }>('/playbook/apply', { playbook, ...(everything ? {} : { sections: chosen }) })
      setLooked(null)
      const refresh = async () => {
        await queryClient.invalidateQueries()
        await refreshMeta()
      }
      await refresh()
      toast(`${label} is applied`, {
        undo: async () => {
          const undone = await undoBatch(batch_id)
          await refresh()
          return undone
        },
      })
    } catch (error) {
      tell(error)
    }
    setBusy(false)
  }
  const drop = (event: DragEvent) => {
    event.preventDefault()
    lookAtFile(event.dataTransfer.files[0])
  }

  return (
    <SettingsPane
      title="Playbook"
      intro="Everything that Settings has, as one readable file: keep it in git, try it elsewhere, or begin from one that ships. Every change is in the history, and can be undone."
      actions={<HistoryButton name="playbook" />}
    >
      <Card
        title={now?.label ?? 'Playbook'}
        note="in use"
        actions={
          <a className="btn sm" href={`${base}/playbook`} download={`${now?.key ?? 'workspace'}.playbook.json`}>
            Download
          </a>
        }
      >
        <p className="t2">{now?.description}</p>
      </Card>

      <Card title="Playbooks that ship" flush>
        {shipped.error && <Failed sentence={sentenceOf(shipped.error)} retry={() => void shipped.refetch()} />}
        {shipped.isPending && <SkeletonRows rows={3} />}
        <ul className="playbooks">
          {shipped.data?.map(({ key, label, description }) => (
            <li key={key}>
              <div>
                <b>{label}</b>
                <p className="t2">{description}</p>
              </div>
              <Button
                small
                disabled={busy}
                title={busy ? 'One moment: another one is being looked at' : undefined}
                aria-label={`Show what would change: ${label}`}
                onClick={() => void look(label, () => get(`/playbooks/${key}`))}
              >
                Show what would change
              </Button>
            </li>
          ))}
        </ul>
      </Card>

      <Card title="From a file">
        {/* biome-ignore lint/a11y/noStaticElementInteractions: dropping is an extra; the button inside does the same by keyboard */}
        <div className="playbook-drop" onDragOver={event => event.preventDefault()} onDrop={drop}>
          <label className="btn sm">
            Choose a file
            <input
              type="file"
              accept=".json,application/json"
              className="sr"
              disabled={busy}
              onChange={event => {
                lookAtFile(event.target.files?.[0])
                event.target.value = ''
              }}
            />
          </label>
          <span className="t2">or drop it here. Nothing changes before you apply it.</span>
        </div>
      </Card>

      {wrong && (
        <div className="playbook-wrong" role="alert">
          <p>
            <b>{wrong.sentence}</b>
          </p>
          <Places errors={wrong.places} />
        </div>
      )}
      {busy && !looked && <SkeletonRows rows={4} />}
      {looked && (
        <Preview
          key={looked.label}
          looked={looked}
          busy={busy}
          onApply={chosen => void apply(looked, chosen)}
          onClose={() => setLooked(null)}
        />
      )}
    </SettingsPane>
  )
}

const Places = ({ errors }: { errors: readonly Wrong[] }) =>
  errors.length > 0 && (
    <ul>
      {errors.map(({ field, message }) => (
        <li key={`${field} ${message}`}>
          <code>{field}</code> {message}
        </li>
      ))}
    </ul>
  )

interface PreviewProps {
  looked: Looked
  busy: boolean
  onApply: (sections: string[]) => void
  onClose: () => void
}

/** What would change, section by section, with what stays and what cannot be; only what is ticked is applied. */
function Preview({ looked, busy, onApply, onClose }: PreviewProps) {
  const shown = looked.sections.filter(one => one.differences.length > 0 || one.errors.length > 0)
  const [off, setOff] = useState<readonly string[]>(shown.filter(one => one.errors.length > 0).map(one => one.key))
  const chosen = shown.filter(one => !off.includes(one.key)).map(one => one.key)
  if (shown.length === 0)
    return (
      <Card title={`${looked.label}: what would change`}>
        <Empty title="Nothing would change">The workspace works like this already.</Empty>
      </Card>
    )
  return (
    <>
      <h3 className="playbook-head">{looked.label}: what would change</h3>
      {shown.map(({ key, label, differences, notes, errors }) => (
        <Card
          key={key}
          title={
            <Checkbox
              checked={!off.includes(key)}
              disabled={errors.length > 0}
              onChange={on => setOff(on ? off.filter(one => one !== key) : [...off, key])}
            >
              {label}
            </Checkbox>
          }
          note={errors.length > 0 ? 'cannot be applied' : differences.length === 1 ? 'one change' : `${differences.length} changes`}
        >
          <Places errors={errors} />
          <DifferenceList found={differences} />
          {notes.map(note => (
            <p key={note} className="meta">
              {note}
            </p>
          ))}
        </Card>
      ))}
      <div className="row playbook-apply">
        <Button
          look="primary"
          disabled={busy || chosen.length === 0}
          title={chosen.length === 0 ? 'Nothing is ticked' : undefined}
          onClick={() => onApply(chosen)}
        >
          {chosen.length === shown.length ? 'Apply' : `Apply ${chosen.length} of ${shown.length}`}
        </Button>
        <Button look="quiet" onClick={onClose}>
          Cancel
        </Button>
      </div>
    </>
  )
}
