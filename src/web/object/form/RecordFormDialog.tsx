import { type ReactNode, useState } from 'react'
import { Problem, sentenceOf } from '../../api/problem.ts'
import type { MetaObject } from '../../api/types.ts'
import { Button } from '../../ui/Button.tsx'
import { FormDialog } from '../../ui/Dialog.tsx'
import { RecordForm } from './RecordForm.tsx'

interface RecordFormDialogProps {
  title: string
  submit: string
  object: MetaObject
  /** Fields asked for at once. */
  first: readonly string[]
  /** Fields behind "More fields"; they open by themselves when one of them is refused. */
  rest: readonly string[]
  values: Record<string, unknown>
  onChange: (name: string, value: unknown) => void
  /** Words below single fields. */
  help?: Record<string, string>
  onClose: () => void
  /** Makes the record of what was filled in. What it is refused with stands beside the fields. */
  create: (given: Record<string, unknown>) => Promise<void>
  /** Parts of the form that are not fields of `object`; they call `mended` when what was refused has changed. */
  before?: (errors: Record<string, string>, mended: (name: string) => void) => ReactNode
  after?: (errors: Record<string, string>, mended: (name: string) => void) => ReactNode
}

/** The form of a new record: what was typed is kept through every refusal. */
export function RecordFormDialog(props: RecordFormDialogProps) {
  const { title, submit, object, first, rest, values, onChange, help = {}, onClose, create, before, after } = props
  const [more, setMore] = useState(false)
  const [errors, setErrors] = useState<Record<string, string>>({})
  const [error, setError] = useState<string | null>(null)
  const [busy, setBusy] = useState(false)
  const mended = (name: string) => setErrors(({ [name]: _, ...left }) => left)
  const send = async () => {
    setBusy(true)
    setError(null)
    try {
      await create(Object.fromEntries(Object.entries(values).filter(([, value]) => value !== null && value !== undefined && value !== '')))
    } catch (cause) {
      const fields = cause instanceof Problem ? cause.fields : {}
      setErrors(fields)
      if (Object.keys(fields).some(name => rest.includes(name))) setMore(true)
      setError(
        Object.keys(fields).some(name => name in object.fields)
          ? 'Some fields need another look. What you wrote is kept.'
          : sentenceOf(cause),
      )
    } finally {
      setBusy(false)
    }
  }
  return (
    <FormDialog
      title={title}
      submit={submit}
      onClose={onClose}
      onSubmit={send}
      busy={busy}
      error={error}
      wide
      aside={
        rest.length > 0 &&
        !more && (
          <Button look="quiet" onClick={() => setMore(true)}>
            {rest.length} more fields
          </Button>
        )
      }
    >
      {before?.(errors, mended)}
      <RecordForm
        object={object}
        names={more ? [...first, ...rest] : [...first]}
        values={values}
        errors={errors}
        help={help}
        onChange={(name, value) => {
          onChange(name, value)
          mended(name)
        }}
      />
      {after?.(errors, mended)}
    </FormDialog>
  )
}
