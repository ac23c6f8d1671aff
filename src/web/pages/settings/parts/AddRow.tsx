import { useState } from 'react'
import { Button } from '../../../ui/Button.tsx'
import { TextInput } from '../../../ui/inputs.tsx'

interface AddRowProps {
  label: string
  placeholder: string
  className?: string
  /** Words without outer blanks, never empty. */
  onAdd: (words: string) => void
}

/** The last line of an editable list: words, and Enter or *Add*. */
export function AddRow({ label, placeholder, className = 'add-row', onAdd }: AddRowProps) {
  const [text, setText] = useState('')
  const words = text.trim()
  const add = () => {
    if (words === '') return
    onAdd(words)
    setText('')
  }
  return (
    <div className={className}>
      <TextInput
        className="grow"
        aria-label={label}
        placeholder={placeholder}
        value={text}
        onChange={event => setText(event.target.value)}
        onKeyDown={event => {
          // ⌘Enter saves the page.
          if (event.key !== 'Enter' || event.metaKey || event.ctrlKey) return
          event.preventDefault()
          add()
        }}
      />
      <Button small icon="plus" disabled={words === ''} onClick={add}>
        Add
      </Button>
    </div>
  )
}
