import { useState } from 'react'
import type { LeftOut } from '../../../platform/object/left_out.rule.ts'
import { post, postStep } from '../../../web/api/client.ts'
import { reportBulk, undoBatch } from '../../../web/api/edits.ts'
import { useMeta, useObject } from '../../../web/api/meta.ts'
import { sentenceOf } from '../../../web/api/problem.ts'
import { refreshLists, refreshRecord } from '../../../web/api/records.ts'
import type { BulkResult } from '../../../web/api/types.ts'
import { plural } from '../../../web/format/numbers.ts'
import { LeftOutDialog } from '../../../web/object/actions/LeftOutDialog.tsx'
import { nameOf, type Target } from '../../../web/object/actions/target.ts'
import { A } from '../../../web/ui/A.tsx'
import { Button, IconButton } from '../../../web/ui/Button.tsx'
import { FormDialog } from '../../../web/ui/Dialog.tsx'
import { FormField } from '../../../web/ui/inputs.tsx'
import { Select } from '../../../web/ui/Select.tsx'
import { Notice } from '../../../web/ui/states.tsx'
import { toast } from '../../../web/ui/toasts.ts'
import { InTouchLine } from '../../in_touch/web/InTouch.tsx'
import { PreviewMails } from './PreviewMails.tsx'
import { selfServe, usePreview, useSequences } from './sequences.ts'

interface EnrollDialogProps {
  object: 'lead' | 'contact'
  target: Target
  onClose: () => void
}

/** Puts somebody, or many, into a sequence, after seeing how it reads for them. Whoever is left out is named with the reason. */
export function EnrollDialog({ object: name, target, onClose }: EnrollDialogProps) {
  const meta = useMeta()
  const object = useObject(name)
  const { rows } = useSequences()
  const offered = rows.filter(one => one.active && one.steps.length > 0 && (one.key !== selfServe || meta.me.rights.settings))
  const [picked, setPicked] = useState<string | null>(null)
  const [shown, setShown] = useState(0)
  const [busy, setBusy] = useState(false)
  const [error, setError] = useState<string | null>(null)
  const [left, setLeft] = useState<LeftOut | null>(null)
  const chosen = offered.find(one => one.id === picked) ?? (offered.length === 1 ? offered[0] : undefined)
  const record = target.records[shown]
  const { data: preview } = usePreview(chosen?.id ?? null, record ? { object: name, record_id: record.id } : null)
  const single = target.count === 1 && target.filter === undefined
  const who = nameOf(object, target)

  const submit = async () => {
    if (!chosen || !record) return
    setBusy(true)
    setError(null)
    try {
      if (single) {
        const { batch } = await postStep(`/sequences/${chosen.id}/enroll`, { object: name, record_id: record.id })
        toast(`${who} is in ${chosen.name}`, batch ? { undo: () => undoBatch(batch) } : {})
        refreshRecord(name, record.id)
        onClose()
      } else {
        const scope = target.filter === undefined ? { ids: target.records.map(one => one.id) } : { filter: target.filter ?? { and: [] } }
        const result = await post<BulkResult>(`/${object.plural}/bulk`, {
          ...scope,
          action: 'enroll',
          sequence_id: chosen.id,
        })
        reportBulk({ ...result, skipped: [] }, `${plural(result.count, object.label)} enrolled in ${chosen.name}`)
        if (result.left) setLeft(result.left)
        else onClose()
      }
      refreshLists('enrollment', 50)
    } catch (problem) {
      setError(sentenceOf(problem))
    } finally {
      setBusy(false)
    }
  }

  if (left)
    return (
      <LeftOutDialog left={left} object={name} names={new Map(target.records.map(one => [one.id, String(one.name)]))} onClose={onClose} />
    )
  const refused = single ? preview?.refused : null
  return (
    <FormDialog
      title={`Enrol ${who} in a sequence`}
      submit={single ? 'Enrol' : `Enrol ${who}`}
      onClose={onClose}
      onSubmit={submit}
      busy={busy}
      disabled={!chosen || Boolean(refused)}
      error={error}
      wide
    >
      {rows.length > 0 && offered.length === 0 ? (
        <Notice>There is no sequence to enrol anybody in yet. {meta.me.rights.settings && <A href="/sequences">Write one</A>}</Notice>
      ) : (
        <FormField label="Sequence" help={chosen?.description}>
          {ids => (
            <Select
              id={ids.id}
              label="Sequence"
              autoFocus
              options={offered.map(one => ({ value: one.id, label: one.name }))}
              value={chosen?.id ?? null}
              onChange={setPicked}
            />
          )}
        </FormField>
      )}
      {record && <InTouchLine object={object} record={record} />}
      {refused && <Notice tone="warn">{refused.sentence}</Notice>}
      {chosen && preview && record && (
        <section className="seq-preview" aria-label="Preview">
          <div className="row">
            <h3 className="grow">
              As {String(record.name)} would get it, from {preview.from_name}
            </h3>
            {target.records.length > 1 && (
              <>
                <IconButton name="up" small label="The one before" disabled={shown === 0} onClick={() => setShown(shown - 1)} />
                <IconButton
                  name="down"
                  small
                  label="The next one"
                  disabled={shown >= target.records.length - 1}
                  onClick={() => setShown(shown + 1)}
                />
              </>
            )}
          </div>
          {!single && preview.refused && <p className="meta">Would be left out: {preview.refused.sentence}</p>}
          <PreviewMails preview={preview} />
        </section>
      )}
    </FormDialog>
  )
}

/** The bulk bar's button, with the dialog it opens. */
export function EnrollButton({ object, target }: { object: 'lead' | 'contact'; target: Target }) {
  const [open, setOpen] = useState(false)
  return (
    <>
      <Button look="quiet" small className="hide-s" onClick={() => setOpen(true)}>
        Enrol
      </Button>
      {open && <EnrollDialog object={object} target={target} onClose={() => setOpen(false)} />}
    </>
  )
}
