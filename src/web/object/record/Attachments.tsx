import { type ChangeEvent, type DragEvent, useState } from 'react'
import { base, post } from '../../api/client.ts'
import { hasObject, useMeta } from '../../api/meta.ts'
import { sentenceOf } from '../../api/problem.ts'
import { refreshLists, refreshRecord, useFew } from '../../api/records.ts'
import { formatBytes } from '../../format/numbers.ts'
import { Icon } from '../../ui/Icon.tsx'
import { showError } from '../../ui/toasts.ts'

/** Files on a record; drop more onto it. */
export function Attachments({ object, id }: { object: string; id: string }) {
  const meta = useMeta()
  const known = hasObject(meta, 'file')
  const [busy, setBusy] = useState(false)
  const [over, setOver] = useState(false)
  const { data } = useFew('file', { filter: { field: `${object}_id`, op: 'is', value: id }, limit: 20 }, known)
  if (!known) return null
  const upload = async (files: Iterable<File>) => {
    setBusy(true)
    try {
      for (const file of files) {
        const form = new FormData()
        form.set('record_object', object)
        form.set('record_id', id)
        form.set('file', file)
        await post('/files', form)
      }
      refreshLists('file', 50)
      refreshRecord(object, id)
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
  const files = data?.data ?? []
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
      {files.length === 0 && <p className="meta">Drop files here to keep them with this record.</p>}
      {files.map(file => (
        <a key={file.id} className="mini" href={`${base}/files/${file.id}/content`} target="_blank" rel="noreferrer">
          <Icon name="clip" small />
          <span className="cut grow">{String(file.name)}</span>
          <span className="meta">{formatBytes(Number(file.size))}</span>
        </a>
      ))}
    </section>
  )
}
