import { useMemo } from 'react'
import { FormField, TextInput } from '../../../ui/inputs.tsx'
import { Select } from '../../../ui/Select.tsx'
import { currencyOptions, timeZoneOptions } from '../../auth/regions.ts'
import { DocPage } from '../parts/DocPage.tsx'
import { SaveBar } from '../parts/SaveBar.tsx'
import { Card } from '../parts/SettingsPane.tsx'
import { useDocDraft } from '../parts/settings_docs.ts'

interface Workspace {
  name: string
  time_zone: string
  currency: string
  inbound_domain: string
}

/** The company that works here: its name, clock, currency and mail domain. */
export function WorkspacePage() {
  return (
    <DocPage<Workspace> name="workspace" title="Workspace" intro="What holds for everybody here.">
      {saved => <WorkspaceForm saved={saved} />}
    </DocPage>
  )
}

function WorkspaceForm({ saved }: { saved: Workspace }) {
  const draft = useDocDraft('workspace', saved, 'The workspace is saved')
  const { value, fields } = draft
  const zones = useMemo(() => timeZoneOptions(saved.time_zone), [saved.time_zone])
  const money = useMemo(currencyOptions, [])
  const set = (change: Partial<Workspace>) => draft.set({ ...value, ...change })
  return (
    <>
      <Card>
        <FormField label="Name" error={fields.name}>
          {ids => (
            <TextInput {...ids} value={value.name} onChange={event => set({ name: event.target.value })} autoComplete="organization" />
          )}
        </FormField>
        <div className="two">
          <FormField label="Time zone" help="Days of rules and reports go by it." error={fields.time_zone}>
            {({ id }) => (
              <Select
                id={id}
                label="Time zone"
                options={zones}
                value={value.time_zone}
                onChange={zone => zone && set({ time_zone: zone })}
              />
            )}
          </FormField>
          <FormField label="Currency" help="Of amounts that name none." error={fields.currency}>
            {({ id }) => (
              <Select
                id={id}
                label="Currency"
                options={money}
                value={value.currency}
                onChange={currency => currency && set({ currency })}
              />
            )}
          </FormField>
        </div>
        <FormField
          label="Inbound domain"
          help="Private capture addresses of the team are on it: u-…@this domain."
          error={fields.inbound_domain}
        >
          {ids => (
            <TextInput
              {...ids}
              value={value.inbound_domain}
              onChange={event => set({ inbound_domain: event.target.value.trim() })}
              autoCapitalize="none"
              spellCheck={false}
            />
          )}
        </FormField>
      </Card>
      <SaveBar dirty={draft.dirty} busy={draft.busy} error={draft.sentence} onSave={() => void draft.save()} onDiscard={draft.discard} />
    </>
  )
}
