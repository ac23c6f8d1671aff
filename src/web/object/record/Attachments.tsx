import { type ChangeEvent, type DragEvent, useState } from 'react'
import { base, post } from '../../api/client.ts'
import { hasObject, useMeta } from '../../api/meta.ts'
import { sentenceOf } from '../../api/problem.ts'
import { refreshLists, refreshRecord } from '../../api/records.ts'
import type { Rec } from '../../api/types.ts'
import { formatBytes } from '../../format/numbers.ts'
import { Icon } from '../../ui/Icon.tsx'
import { showError } from '../../ui/toasts.ts'
import { files } from './beside.ts'
import { useBeside } from './use_page.ts'

/** Files on a record; drop more onto it. */
export function Attachments({ object, record }: { object: string; record: Rec }) {
  const meta = useMeta()
  const known = hasObject(meta, 'file')
  const [busy, setBusy] = useState(false)
  const [over, setOver] = useState(false)
  const { data } = useBeside(files(object), record)
  if (!known) return null
  const upload = async (dropped: Iterable<File>) => {
    setBusy(true)
    try {
      for (const file of dropped) {
        const form = new FormData()
        form.set('record_object', object)
        form.set('record_id', record.id)
        form.set('file', file)
        await post('/files', form)
      }
      refreshLists('file', 50)
      refreshRecord(object, record.id)
    } catch (error) {
      showError(`The file was not kept: ${sentenceOf(error)}`)
    } finally {
      setBusy(false)
    }
  }
  const drop = (event: DragEvent) => {
    event.preventDefault()
    setOver(false)
    void upload(event.dataTransfer.files)
  }
  const choose = (event: ChangeEvent<HTMLInputElement>) => {
    void upload(event.target.files ?? [])
    event.target.value = ''
  }
  const kept = data?.data ?? []
  return (
    <section
      className={over ? 'sec over' : 'sec'}
      aria-label="Files"
      onDragOver={event => {
        event.preventDefault()
        setOver(true)
      }}
      onDragLeave={() => setOver(false)}
      onDrop={drop}
    >
      <h2>
        Files
        <span className="r">
          <label className="link upload">
            {busy ? 'Saving …' : 'Add'}
            <input type="file" multiple className="sr" onChange={choose} disabled={busy} />
          </label>
        </span>
      </h2>
      {kept.length === 0 && <p className="meta">Drop files here to keep them with this record.</p>}
      {kept.map(file => (
        <a key={file.id} className="mini" href={`${base}/files/${file.id}/content`} target="_blank" rel="noreferrer">
          <Icon name="clip" small />
          <span className="cut grow">{String(file.name)}</span>
          <span className="meta">{formatBytes(Number(file.size))}</span>
        </a>
      ))}
    </section>
  )
}
