import { useState } from 'react'
import { del, post } from '../../../api/client.ts'
import { useMeta } from '../../../api/meta.ts'
import { sentenceOf } from '../../../api/problem.ts'
import type { MetaObject } from '../../../api/types.ts'
import { A } from '../../../ui/A.tsx'
import { Button, IconButton } from '../../../ui/Button.tsx'
import { Empty } from '../../../ui/states.tsx'
import { showError, toast } from '../../../ui/toasts.ts'
import { RowList } from '../parts/RowList.tsx'
import { Card, SettingsPane } from '../parts/SettingsPane.tsx'
import { useOpen } from '../parts/use_open.ts'
import { type CustomFieldRow, refreshFields, useCustomFields } from './custom_fields.ts'
import { FieldDialog } from './FieldDialog.tsx'
import { kindLabel } from './field_kinds.ts'

/** The fields of each kind of record: one's own are added here and are everywhere at once (A5). */
export function FieldsPage() {
  const meta = useMeta()
  const [open] = useOpen('object')
  const objects = meta.objects.filter(object => object.custom)
  const object = objects.find(one => one.name === open) ?? objects[0]
  const { data = [] } = useCustomFields()
  const [editing, setEditing] = useState<CustomFieldRow | 'new' | null>(null)
  if (!object) return <SettingsPane title="Fields">{<Empty title="Your role sees no records" />}</SettingsPane>
  const own = data.filter(field => field.object === object.name)
  return (
    <SettingsPane
      title="Fields"
      intro="A field of your own is at once in lists, filters, forms, export, the API, history and search."
      actions={
        <Button icon="plus" onClick={() => setEditing('new')}>
          Field
        </Button>
      }
    >
      <nav className="subtabs" aria-label="Kinds of record">
        {objects.map(one => (
          <A
            key={one.name}
            href={`/settings/fields?object=${one.name}`}
            className={one === object ? 'on' : ''}
            aria-current={one === object ? 'true' : undefined}
          >
            {one.label[1]}
          </A>
        ))}
      </nav>
      <Card flush title="Your own" note={own.length > 0 ? `${own.length} of 300` : undefined}>
        {own.length === 0 ? (
          <Empty title={`No own fields on ${object.label[1].toLowerCase()} yet`}>
            What your team asks for and the built-in fields below do not have.
          </Empty>
        ) : (
          <RowList label="Own fields" items={own} idOf={field => field.name} onOpen={setEditing}>
            {field => (
              <>
                <span className="name">
                  <button type="button" className="cut" onClick={() => setEditing(field)}>
                    {field.label}
                    {field.required && <span className="t3"> required</span>}
                  </button>
                  <span className="meta mono cut">cf_{field.name}</span>
                </span>
                <span className="t2">{kindLabel(field.kind)}</span>
                <IconButton name="trash" label={`Retire ${field.label}`} small onClick={() => void retire(field)} />
              </>
            )}
          </RowList>
        )}
      </Card>
      <BuiltIn object={object} />
      {editing && (
        <FieldDialog
          key={editing === 'new' ? 'new' : editing.name}
          object={object}
          field={editing === 'new' ? null : editing}
          taken={own}
          onClose={() => setEditing(null)}
        />
      )}
    </SettingsPane>
  )
}

/** Takes a field away; its values stay, so that adding it again brings them back. */
async function retire(field: CustomFieldRow): Promise<void> {
  const { object, name, kind, label, help, required, options, to_object } = field
  try {
    await del(`/fields/${object}/${name}`)
    await refreshFields()
    toast(`${label} is retired; its values are kept`, {
      undo: async () => {
        try {
          await post('/fields', {
            object,
            name,
            kind,
            label,
            help,
            required,
            ...(options ? { options } : {}),
            ...(to_object ? { to: to_object } : {}),
          })
          await refreshFields()
          return true
        } catch (error) {
          showError(sentenceOf(error))
          return false
        }
      },
    })
  } catch (error) {
    showError(sentenceOf(error))
  }
}

function BuiltIn({ object }: { object: MetaObject }) {
  const fields = Object.entries(object.fields).filter(([, field]) => !field.custom)
  return (
    <details>
      <summary>{fields.length} built-in fields</summary>
      <ul className="set-rows" aria-label="Built-in fields">
        {fields.map(([name, field]) => (
          <li key={name}>
            <span className="name">
              <span className="cut">{field.label}</span>
              <span className="meta mono cut">{name}</span>
            </span>
            <span className="t2">{kindLabel(field.kind)}</span>
          </li>
        ))}
      </ul>
    </details>
  )
}
