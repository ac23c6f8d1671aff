import { useState } from 'react'
import { del, patch, post } from '../../api/client.ts'
import { sentenceOf } from '../../api/problem.ts'
import { refreshLists } from '../../api/records.ts'
import type { MetaObject, Rec } from '../../api/types.ts'
import { Button, IconButton } from '../../ui/Button.tsx'
import { FormDialog } from '../../ui/Dialog.tsx'
import { Checkbox, FormField, TextInput } from '../../ui/inputs.tsx'
import { Menu } from '../../ui/Menu.tsx'
import { showError, toast } from '../../ui/toasts.ts'
import type { ListLook } from './use_list_look.ts'

/** Saves what was changed about the list, as this view or as a new one. */
export function ViewMenu({ object, list }: { object: MetaObject; list: ListLook }) {
  const { view, look, dirty, discard, showView } = list
  const [naming, setNaming] = useState<'new' | 'rename' | null>(null)
  const values = { filter: look.filter, sort: look.sort, columns: look.columns, group_by: look.group, layout: look.layout }
  const id = view.saved?.id
  const change = async (work: () => Promise<unknown>, done: string, then: () => void) => {
    try {
      await work()
      toast(done)
      refreshLists('view', 0)
      then()
    } catch (error) {
      showError(sentenceOf(error))
    }
  }
  const save = () => change(() => patch(`/views/${id}`, values), `View “${view.name}” saved`, discard)
  return (
    <>
      {dirty && (
        <>
          <Button look="quiet" small onClick={discard} className="hide-s">
            Discard
          </Button>
          <Button small onClick={() => (view.mine ? void save() : setNaming('new'))} className="hide-s">
            {view.mine ? 'Save view' : 'Save as view'}
          </Button>
        </>
      )}
      <Menu
        label="View"
        items={[
          { label: 'Save as a new view', icon: 'plus', run: () => setNaming('new') },
          view.managed && { label: 'Rename or share', icon: 'pencil', run: () => setNaming('rename') },
          view.managed && {
            label: 'Delete this view',
            icon: 'trash',
            danger: true,
            run: () =>
              void change(
                () => del(`/views/${id}`),
                `View “${view.name}” deleted`,
                () => showView('all'),
              ),
          },
        ]}
        target={(open, opened) => (
          <IconButton name="dots" small label="View" onClick={open} aria-haspopup="menu" aria-expanded={opened} className="hide-s" />
        )}
      />
      {naming && (
        <NameDialog
          title={naming === 'new' ? `Save this view of ${object.label[1].toLowerCase()}` : 'Rename or share'}
          name={naming === 'new' ? '' : view.name}
          shared={naming === 'rename' && view.saved?.shared === true}
          onClose={() => setNaming(null)}
          onSave={async (name, shared) => {
            if (naming === 'rename') await patch(`/views/${id}`, { name, shared })
            else showView((await post<Rec>('/views', { name, shared, object: object.name, ...values })).id)
            refreshLists('view', 0)
          }}
        />
      )}
    </>
  )
}

interface NameDialogProps {
  title: string
  name: string
  shared: boolean
  onClose: () => void
  onSave: (name: string, shared: boolean) => Promise<void>
}

function NameDialog({ title, name: before, shared: sharedBefore, onClose, onSave }: NameDialogProps) {
  const [name, setName] = useState(before)
  const [shared, setShared] = useState(sharedBefore)
  const [error, setError] = useState<string | null>(null)
  return (
    <FormDialog
      title={title}
      submit="Save"
      onClose={onClose}
      disabled={name.trim() === ''}
      error={error}
      onSubmit={() => onSave(name.trim(), shared).then(onClose, (cause: unknown) => setError(sentenceOf(cause)))}
    >
      <FormField label="Name">
        {ids => <TextInput {...ids} data-autofocus value={name} onChange={event => setName(event.target.value)} />}
      </FormField>
      <Checkbox checked={shared} onChange={setShared}>
        Everyone may use it
      </Checkbox>
    </FormDialog>
  )
}
