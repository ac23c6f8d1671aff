import { useQuery } from '@tanstack/react-query'
import { type FormEvent, useRef, useState } from 'react'
import { get, patch, post } from '../../../web/api/client.ts'
import { useMeta } from '../../../web/api/meta.ts'
import { sentenceOf } from '../../../web/api/problem.ts'
import { queryClient } from '../../../web/api/query_client.ts'
import { refreshRecord } from '../../../web/api/records.ts'
import { MentionList, useTeams } from '../../../web/object/record/MentionList.tsx'
import { mentionFields } from '../../../web/object/record/write_down.ts'
import { Avatar } from '../../../web/ui/Avatar.tsx'
import { Button } from '../../../web/ui/Button.tsx'
import { Dialog } from '../../../web/ui/Dialog.tsx'
import { SkeletonRows } from '../../../web/ui/states.tsx'
import { showError, toast } from '../../../web/ui/toasts.ts'
import { When } from '../../../web/ui/When.tsx'
import type { ThreadNote as ServedNote } from '../thread.queries.ts'

type ThreadNote = Omit<ServedNote, 'created_at' | 'edited_at'> & { created_at: string; edited_at: string | null }
interface Thread {
  thread_id: string
  data: ThreadNote[]
  following: boolean
  muted: boolean
}

const drafts = new Map<string, string>()

interface NoteThreadProps {
  noteId: string
  on: { object: string; id: string }
  /** The note alone, until the thread is read; a single note needs no reading. */
  alone: ThreadNote | null
}

/** A thread of notes with its reply box: who said what, edited from what, and whether I am told of more (A8). */
export function NoteThread({ noteId, on, alone }: NoteThreadProps) {
  const meta = useMeta()
  const [answering, setAnswering] = useState(false)
  const key = ['timeline', on.object, on.id, 'thread', noteId]
  const { data } = useQuery({
    queryKey: key,
    enabled: alone === null || answering,
    queryFn: ({ signal }) => get<Thread>(`/notes/${noteId}/thread`, signal),
  })
  const notes = data?.data ?? (alone ? [alone] : [])
  const mayNote = meta.objects.some(one => one.name === 'note' && one.can.create !== 'none')
  const follow = async (muted: boolean) => {
    try {
      await post(`/notes/${noteId}/${muted ? 'mute' : 'unmute'}`)
      toast(muted ? 'You are told of this thread no more, unless somebody names you' : 'You are told of replies again')
      await queryClient.invalidateQueries({ queryKey: key })
    } catch (error) {
      showError(sentenceOf(error))
    }
  }
  if (notes.length === 0) return <SkeletonRows rows={2} />
  return (
    <div className="box thread">
      {notes.map(one => (
        <Said key={one.id} note={one} on={on} threaded={notes.length > 1} />
      ))}
      <div className="row thread-foot">
        {mayNote && !answering && (
          <Button look="quiet" small onClick={() => setAnswering(true)}>
            Reply
          </Button>
        )}
        {data && (data.following || data.muted) && (
          <Button look="quiet" small onClick={() => void follow(!data.muted)}>
            {data.muted ? 'Unmute' : 'Mute'}
          </Button>
        )}
      </div>
      {answering && <ReplyBox noteId={noteId} on={on} onDone={() => setAnswering(false)} />}
    </div>
  )
}

function Said({ note, on, threaded }: { note: ThreadNote; on: NoteThreadProps['on']; threaded: boolean }) {
  const meta = useMeta()
  const [open, setOpen] = useState<'edit' | 'history' | null>(null)
  const author = meta.users.find(user => user.id === note.created_by)?.name ?? 'Somebody'
  const mine = note.created_by === meta.me.id
  return (
    <div className="said">
      {threaded && (
        <p className="row who">
          <Avatar id={note.created_by ?? ''} name={author} />
          <b>{author}</b>
          <span className="meta">
            <When at={note.created_at} />
          </span>
        </p>
      )}
      {open === 'edit' ? (
        <EditBox note={note} on={on} onDone={() => setOpen(null)} />
      ) : (
        <p className="words">
          {note.text}{' '}
          {note.edited_at && (
            <button type="button" className="link small" onClick={() => setOpen('history')}>
              edited
            </button>
          )}{' '}
          {mine && (
            <button type="button" className="link small own" onClick={() => setOpen('edit')}>
              Edit
            </button>
          )}
        </p>
      )}
      {open === 'history' && <Earlier note={note} onClose={() => setOpen(null)} />}
    </div>
  )
}

interface BoxProps {
  start: string
  label: string
  submit: string
  onSave: (text: string) => Promise<void>
  onDone: () => void
  draft?: string
}

function WriteBox({ start, label, submit, onSave, onDone, draft }: BoxProps) {
  const teams = useTeams(true)
  const [text, setText] = useState(() => (draft && drafts.get(draft)) || start)
  const [busy, setBusy] = useState(false)
  const field = useRef<HTMLTextAreaElement>(null)
  const change = (next: string) => {
    setText(next)
    if (draft) drafts.set(draft, next)
  }
  const save = async (event: FormEvent) => {
    event.preventDefault()
    if (text.trim() === '' || busy) return
    setBusy(true)
    try {
      await onSave(text.trim())
      if (draft) drafts.delete(draft)
      onDone()
    } catch (error) {
      showError(`Not saved: ${sentenceOf(error)} Your text is kept.`)
      setBusy(false)
    }
  }
  return (
    <form
      className="reply-box"
      onSubmit={save}
      onKeyDown={event => {
        if ((event.metaKey || event.ctrlKey) && event.key === 'Enter') event.currentTarget.requestSubmit()
        if (event.key === 'Escape') {
          event.preventDefault()
          event.stopPropagation()
          onDone()
        }
      }}
    >
      <textarea
        ref={field}
        className="field area"
        aria-label={label}
        placeholder={label}
        rows={2}
        value={text}
        onChange={event => change(event.target.value)}
        // biome-ignore lint/a11y/noAutofocus: opened by whoever wants to write
        autoFocus
      />
      <MentionList text={text} teams={teams} onChange={change} field={field} />
      <div className="row">
        <span className="grow" />
        <Button look="quiet" small onClick={onDone}>
          Cancel
        </Button>
        <Button type="submit" small keys="mod+enter" busy={busy} disabled={text.trim() === ''}>
          {submit}
        </Button>
      </div>
    </form>
  )
}

function ReplyBox({ noteId, on, onDone }: { noteId: string; on: NoteThreadProps['on']; onDone: () => void }) {
  const meta = useMeta()
  const teams = useTeams(true)
  return (
    <WriteBox
      start=""
      label="Reply to this thread"
      submit="Reply"
      draft={noteId}
      onDone={onDone}
      onSave={async text => {
        await post('/notes', { text, reply_to_id: noteId, ...mentionFields(meta, teams, text) })
        refreshRecord(on.object, on.id)
      }}
    />
  )
}

function EditBox({ note, on, onDone }: { note: ThreadNote; on: NoteThreadProps['on']; onDone: () => void }) {
  const meta = useMeta()
  const teams = useTeams(true)
  return (
    <WriteBox
      start={note.text ?? ''}
      label="The note"
      submit="Save"
      onDone={onDone}
      onSave={async text => {
        await patch(`/notes/${note.id}`, { text, ...mentionFields(meta, teams, text) })
        refreshRecord(on.object, on.id)
      }}
    />
  )
}

interface HistoryEntry {
  position: string
  at: string
  changes: Record<string, [unknown, unknown]>
}

/** What a note said before it was edited. */
function Earlier({ note, onClose }: { note: ThreadNote; onClose: () => void }) {
  const { data } = useQuery({
    queryKey: ['history', 'note', note.id],
    queryFn: ({ signal }) => get<{ data: HistoryEntry[] }>(`/notes/${note.id}/history`, signal),
  })
  const before = data?.data.filter(entry => typeof entry.changes.text?.[0] === 'string') ?? []
  return (
    <Dialog title="What it said before" onClose={onClose}>
      <div className="dialog-body">
        {!data && <SkeletonRows rows={2} />}
        {before.map(entry => (
          <div key={entry.position} className="said">
            <p className="meta">
              until <When at={entry.at} as="full" />
            </p>
            <p className="words">{String(entry.changes.text?.[0])}</p>
          </div>
        ))}
      </div>
    </Dialog>
  )
}
