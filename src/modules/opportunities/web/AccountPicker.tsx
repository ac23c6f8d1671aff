import { useState } from 'react'
import { mayCreate, useObject } from '../../../web/api/meta.ts'
import { useRecordOptions } from '../../../web/object/field/options.tsx'
import { Icon } from '../../../web/ui/Icon.tsx'
import { PickList } from '../../../web/ui/PickList.tsx'
import { Pop } from '../../../web/ui/Pop.tsx'

/** An account that is there, or one to be made of this name. */
export type ChosenAccount = { id: string; name: string } | { name: string }

interface AccountPickerProps {
  id: string
  value: ChosenAccount | null
  onChange: (account: ChosenAccount) => void
  invalid?: boolean
  autoFocus?: boolean
}

const made = 'new'

/** Finds an account as one types, and offers to make it where there is none. */
export function AccountPicker({ id, value, onChange, invalid, autoFocus }: AccountPickerProps) {
  const object = useObject('account')
  const [open, setOpen] = useState(false)
  const [text, setText] = useState('')
  const { options, onType, waiting } = useRecordOptions('account')
  const name = text.trim()
  const same = options.some(option => option.label.toLowerCase() === name.toLowerCase())
  const all =
    name !== '' && !same && !waiting && mayCreate(object) ? [...options, { value: made, label: `New account “${name}”` }] : options
  return (
    <Pop
      open={open}
      onClose={() => setOpen(false)}
      label="Account"
      width="target"
      target={
        <button
          type="button"
          id={id}
          className="field select"
          aria-label={`Account: ${value?.name ?? 'Choose'}`}
          aria-haspopup="listbox"
          aria-expanded={open}
          aria-invalid={invalid || undefined}
          data-autofocus={autoFocus || undefined}
          onClick={() => setOpen(!open)}
        >
          <span className={value ? 'grow cut' : 'grow cut t3'}>{value?.name ?? 'Choose'}</span>
          {value && !('id' in value) && <span className="t3">new</span>}
          <Icon name="search" small />
        </button>
      }
    >
      <PickList
        label="Account"
        options={all}
        waiting={waiting}
        onType={typed => {
          setText(typed)
          onType(typed)
        }}
        onPick={picked => {
          setOpen(false)
          const found = options.find(option => option.value === picked)
          onChange(found ? { id: found.value, name: found.label } : { name })
        }}
      />
    </Pop>
  )
}
