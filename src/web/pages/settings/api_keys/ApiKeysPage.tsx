import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { del, get, post } from '../../../api/client.ts'
import { useMeta } from '../../../api/meta.ts'
import { sentenceOf } from '../../../api/problem.ts'
import { queryClient } from '../../../api/query_client.ts'
import { peopleOptions } from '../../../object/field/options.tsx'
import { Button } from '../../../ui/Button.tsx'
import { Dialog, FormDialog } from '../../../ui/Dialog.tsx'
import { Checkbox, FormField, TextInput } from '../../../ui/inputs.tsx'
import { Select } from '../../../ui/Select.tsx'
import { Empty, Failed, SkeletonRows } from '../../../ui/states.tsx'
import { showError, toast } from '../../../ui/toasts.ts'
import { When } from '../../../ui/When.tsx'
import { useSubmit } from '../../auth/use_submit.ts'
import { CopyField } from '../parts/CopyField.tsx'
import { SettingsPane } from '../parts/SettingsPane.tsx'

interface ApiKey {
  id: string
  name: string
  user_id: string
  prefix: string
  scopes: string[]
  created_at: string
  last_used_at: string | null
  revoked_at: string | null
}
const queryKey = ['api-keys']
/** In full: the client takes a path that begins with /api as one already. */
const path = '/api/v1/api_keys'
const scopeWords: [scope: string, words: string][] = [
  ['read', 'Read records'],
  ['write', 'Add and change records'],
  ['events', 'Send product events'],
  ['settings', 'Change Settings'],
]

/** Keys for programs: shown once when made, revoked at once (H4). */
export function ApiKeysPage() {
  const meta = useMeta()
  const { data, error, refetch } = useQuery({ queryKey, queryFn: async () => (await get<{ data: ApiKey[] }>(path)).data })
  const [adding, setAdding] = useState(false)
  const working = (data ?? []).filter(key => key.revoked_at === null)
  const revoked = (data ?? []).filter(key => key.revoked_at !== null)
  const revoke = async (key: ApiKey) => {
    try {
      await del(`${path}/${key.id}`)
      await queryClient.invalidateQueries({ queryKey })
      toast(`${key.name} is revoked and works no more`)
    } catch (refused) {
      showError(sentenceOf(refused))
    }
  }
  const row = (key: ApiKey) => (
    <li key={key.id}>
      <span className="name">
        <span className={key.revoked_at ? 'cut t3' : 'cut strong'}>{key.name}</span>
        <span className="meta cut">
          <span className="mono">{key.prefix}…</span> · {meta.users.find(user => user.id === key.user_id)?.name ?? 'A former colleague'} ·{' '}
          {key.revoked_at ? (
            <>
              revoked <When at={key.revoked_at} />
            </>
          ) : key.last_used_at ? (
            <>
              used <When at={key.last_used_at} />
            </>
          ) : (
            'never used'
          )}
        </span>
      </span>
      <span className="tags">
        {key.scopes.map(scope => (
          <span className="tag" key={scope}>
            {scope === 'all' ? 'everything' : scope}
          </span>
        ))}
      </span>
      {!key.revoked_at && (
        <Button look="quiet" small onClick={() => void revoke(key)}>
          Revoke
        </Button>
      )}
    </li>
  )
  return (
    <SettingsPane
      title="API keys"
      intro={
        <>
          A key may never do more than the person it belongs to. How to use it:{' '}
          <a className="link" href="/api/docs" target="_blank" rel="noreferrer">
            the API in full
          </a>
          .
        </>
      }
      actions={
        <Button icon="plus" onClick={() => setAdding(true)}>
          Key
        </Button>
      }
    >
      {error && <Failed sentence={sentenceOf(error)} retry={() => void refetch()} />}
      {!data && !error && <SkeletonRows rows={3} />}
      {data && working.length === 0 && (
        <Empty title="No key yet" action={<Button onClick={() => setAdding(true)}>New key</Button>}>
          Your product's server needs one to send events; a script needs one to read or write.
        </Empty>
      )}
      {working.length > 0 && (
        <ul className="set-rows" aria-label="API keys">
          {working.map(row)}
        </ul>
      )}
      {revoked.length > 0 && (
        <details>
          <summary>{revoked.length} revoked</summary>
          <ul className="set-rows" aria-label="Revoked API keys">
            {revoked.map(row)}
          </ul>
        </details>
      )}
      {adding && <NewKey onClose={() => setAdding(false)} />}
    </SettingsPane>
  )
}

function NewKey({ onClose }: { onClose: () => void }) {
  const meta = useMeta()
  const [name, setName] = useState('')
  const [owner, setOwner] = useState<string | null>(meta.me.id)
  const [scopes, setScopes] = useState<string[]>(['all'])
  const [made, setMade] = useState<string | null>(null)
  const form = useSubmit()
  const everything = scopes.includes('all')
  const submit = () =>
    form.run(async () => {
      const { key } = await post<{ key: string }>(path, {
        name: name.trim(),
        scopes,
        ...(owner && owner !== meta.me.id ? { user_id: owner } : {}),
      })
      setMade(key)
      await queryClient.invalidateQueries({ queryKey })
    })
  if (made)
    return (
      <Dialog title={`The key ${name.trim()}`} onClose={onClose}>
        <div className="dialog-body">
          <CopyField label="Key" value={made} help="Copy it now: it is kept only as a fingerprint and cannot be shown again." />
          <CopyField label="Try it" long value={`curl -H 'Authorization: Bearer ${made}' \\\n  ${window.location.origin}/api/v1/me`} />
        </div>
        <footer className="row dialog-foot">
          <span className="grow" />
          <Button look="primary" onClick={onClose}>
            I have copied it
          </Button>
        </footer>
      </Dialog>
    )
  return (
    <FormDialog
      title="New API key"
      submit="Make key"
      onClose={onClose}
      onSubmit={submit}
      busy={form.busy}
      disabled={name.trim() === '' || scopes.length === 0}
      error={form.sentence(['name'])}
    >
      <FormField label="Name" help="What it is for, so that it can be told apart later." error={form.fields.name}>
        {ids => (
          <TextInput {...ids} value={name} onChange={event => setName(event.target.value)} placeholder="Product events" data-autofocus />
        )}
      </FormField>
      {meta.me.rights.settings && (
        <FormField label="Has the rights of">
          {({ id }) => (
            <Select
              id={id}
              label="Has the rights of"
              options={peopleOptions(meta).map(({ mark: _, ...person }) => person)}
              value={owner}
              onChange={setOwner}
            />
          )}
        </FormField>
      )}
      <fieldset className="form-field check-list">
        <legend className="label">May</legend>
        <Checkbox checked={everything} onChange={on => setScopes(on ? ['all'] : ['read'])}>
          Everything this person may
        </Checkbox>
        {scopeWords.map(([scope, words]) => (
          <Checkbox
            key={scope}
            disabled={everything}
            checked={everything || scopes.includes(scope)}
            onChange={on => setScopes(was => (on ? [...was, scope] : was.filter(one => one !== scope)))}
          >
            {words}
          </Checkbox>
        ))}
      </fieldset>
    </FormDialog>
  )
}
