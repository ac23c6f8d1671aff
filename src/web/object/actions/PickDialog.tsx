import { Dialog } from '../../ui/Dialog.tsx'
import { type Option, PickList } from '../../ui/PickList.tsx'

interface PickDialogProps {
  title: string
  options: Option[]
  chosen?: string[]
  onPick: (value: string) => void
  onClose: () => void
}

/** One choice in the middle of the screen, made from the keyboard: assign to …, status …. */
export function PickDialog({ title, options, chosen, onPick, onClose }: PickDialogProps) {
  return (
    <Dialog title={title} onClose={onClose} bare="dialog pick">
      <p className="meta pick-title">{title}</p>
      <PickList label={title} placeholder="Type to find" options={options} {...(chosen ? { chosen } : {})} onPick={onPick} />
    </Dialog>
  )
}
