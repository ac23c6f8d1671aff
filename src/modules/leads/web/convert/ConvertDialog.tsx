import { useState } from 'react'
import { Problem, sentenceOf } from '../../../../web/api/problem.ts'
import type { Rec } from '../../../../web/api/types.ts'
import { FormDialog } from '../../../../web/ui/Dialog.tsx'
import { Failed, SkeletonRows } from '../../../../web/ui/states.tsx'
import { type Choice, convertLead, type Preview, usePreview } from './conversion.ts'
import { DealPart, useDealFields } from './DealPart.tsx'
import { Part } from './Part.tsx'

type PartName = 'account' | 'contact' | 'opportunity'
type Values = Record<string, unknown>

/** From a lead to an account, a contact and an opportunity, each matched or made; one step that can be undone (D6). */
export function ConvertDialog({ lead, onClose }: { lead: Rec; onClose: () => void }) {
  const [chosen, setChosen] = useState<Partial<Record<PartName, Choice>>>({})
  const [values, setValues] = useState<Record<PartName, Values>>({ account: {}, contact: {}, opportunity: {} })
  const [errors, setErrors] = useState<Record<string, string>>({})
  const [error, setError] = useState<string | null>(null)
  const [busy, setBusy] = useState(false)
  const { data, error: failed, refetch } = usePreview(lead.id, chosen.account?.kind === 'existing' ? chosen.account.id : null)
  const choices = data && { ...suggested(data), ...chosen }
  const record_type = 'record_type' in values.opportunity ? values.opportunity.record_type : data?.opportunity.values.record_type
  const dealFields = useDealFields(record_type)

  const choose = (part: PartName) => (choice: Choice) => {
    setErrors({})
    // Another account has other opportunities.
    setChosen(was => ({
      ...was,
      [part]: choice,
      ...(part === 'account' && was.opportunity?.kind === 'existing' ? { opportunity: { kind: 'new' } } : {}),
    }))
  }
  const write = (part: PartName) => (name: string, value: unknown) => {
    setValues(was => ({ ...was, [part]: { ...was[part], [name]: value } }))
    setErrors(({ [`${part}.${name}`]: _, [part]: __, ...rest }) => rest)
  }
  const errorsOf = (part: PartName): Record<string, string> =>
    Object.fromEntries([
      ...Object.entries(errors).flatMap(([field, message]) =>
        field.startsWith(`${part}.`) ? [[field.slice(part.length + 1), message]] : [],
      ),
      ...(errors[part] ? [['name', errors[part]]] : []),
    ])

  const submit = async () => {
    if (!data || !choices) return
    setBusy(true)
    setError(null)
    try {
      await convertLead(lead, {
        account: asked(choices.account, { ...pick(data.account.values, accountAsks), ...values.account }),
        contact: asked(choices.contact, { ...pick(data.contact.values, contactAsks), ...values.contact }),
        opportunity: asked(choices.opportunity, { ...pick(data.opportunity.values, dealFields), ...values.opportunity }),
      })
      onClose()
    } catch (cause) {
      const found = cause instanceof Problem ? cause.fields : {}
      setErrors(found)
      setError(Object.keys(found).length > 0 ? 'Some of it needs another look. What you wrote is kept.' : sentenceOf(cause))
    } finally {
      setBusy(false)
    }
  }
  return (
    <FormDialog
      title={`Convert ${String(lead.name)}`}
      submit="Convert"
      onClose={onClose}
      onSubmit={submit}
      busy={busy}
      disabled={!data}
      error={error}
      huge
    >
      {failed && !data && <Failed sentence={sentenceOf(failed)} retry={() => void refetch()} />}
      {!data && !failed && <SkeletonRows rows={8} />}
      {data && choices && (
        <>
          {data.guidance.length > 0 && (
            <ul className="conv-guidance" aria-label="Before you convert">
              {data.guidance.map(line => (
                <li key={line}>{line}</li>
              ))}
            </ul>
          )}
          <div className="conversion" ref={focusFirst}>
            <Part
              title="Account"
              object="account"
              preview={data.account}
              choice={choices.account}
              onChoice={choose('account')}
              values={values.account}
              onValue={write('account')}
              errors={errorsOf('account')}
              asks={accountAsks}
              none="No organisation"
              noneRefused={choices.opportunity.kind === 'none' ? undefined : 'An opportunity needs an account.'}
            />
            <Part
              title="Contact"
              object="contact"
              preview={data.contact}
              choice={choices.contact}
              onChoice={choose('contact')}
              values={values.contact}
              onValue={write('contact')}
              errors={errorsOf('contact')}
              asks={contactAsks}
            />
            <DealPart
              preview={data.opportunity}
              choice={choices.opportunity}
              onChoice={choose('opportunity')}
              values={values.opportunity}
              onValue={write('opportunity')}
              errors={errorsOf('opportunity')}
            />
          </div>
        </>
      )}
    </FormDialog>
  )
}

/** The dialog opened before its form was there: the first answer takes the focus when it comes. */
const focusFirst = (panes: HTMLElement | null): void => panes?.querySelector<HTMLElement>('input:checked')?.focus()

const accountAsks = ['name']
const contactAsks = ['name', 'email', 'title']

/** What the server would choose by itself. */
function suggested(preview: Preview): Record<PartName, Choice> {
  const sure = (part: Preview['account'] | Preview['contact']): Choice => {
    const match = part.matches.find(one => one.sure)
    return match ? { kind: 'existing', id: match.record.id, name: String(match.record.name) } : { kind: 'new' }
  }
  return { account: sure(preview.account), contact: sure(preview.contact), opportunity: { kind: 'new' } }
}

const pick = (values: Values, names: readonly string[]): Values =>
  Object.fromEntries(names.flatMap(name => (name in values ? [[name, values[name]]] : [])))

function asked(choice: Choice, values: Values): Values | null {
  if (choice.kind === 'none') return null
  if (choice.kind === 'existing') return { id: choice.id }
  return Object.fromEntries(Object.entries(values).filter(([, value]) => value !== null && value !== undefined && value !== ''))
}
