import { type ReactNode, useState } from 'react'
import { NewTaskDialog } from '../../../modules/tasks/web/NewTaskDialog.tsx'
import { mayUpdate, mayUpdateThis, objectOf, useMeta } from '../../api/meta.ts'
import { useNow } from '../../format/now.ts'
import type { Option } from '../../ui/PickList.tsx'
import { peopleOptions } from '../field/options.tsx'
import { assignTo, removeRecords, setFields } from './commands.ts'
import { PickDialog } from './PickDialog.tsx'
import { SetFieldDialog } from './SetFieldDialog.tsx'
import { nameOf, type Target } from './target.ts'

/** A field that is changed as a step of its own: a lead's status, an opportunity's stage. */
export interface StepSlot {
  field: string
  label: string
  options: Option[]
  /** Asks for what the step needs; left out, the field is simply set. */
  ask?: (value: string, target: Target, close: () => void) => ReactNode | null
}

export interface Actions {
  assign: (target: Target) => void
  step: ((target: Target) => void) | undefined
  /** A step that was already chosen, for example on the path of the record page. */
  stepTo: (target: Target, value: string) => void
  task: (target: Target) => void
  setField: (target: Target) => void
  remove: (target: Target) => void
  /** The dialogs that the actions open; drawn once on the page. */
  dialogs: ReactNode
}

type Open = { kind: 'assign' | 'step' | 'task' | 'field'; target: Target } | { kind: 'ask'; target: Target; value: string } | null

/** What can be done to records of an object, alike from the list, its bulk bar, and the record page. */
export function useActions(objectName: string, step?: StepSlot, onDone?: () => void): Actions {
  const meta = useMeta()
  const object = objectOf(meta, objectName)
  const today = useNow().toISOString().slice(0, 10)
  const [open, setOpen] = useState<Open>(null)
  const close = () => setOpen(null)
  const may = mayUpdate(object)
  const allowed = (target: Target) =>
    may && (target.filter !== undefined || target.records.some(record => mayUpdateThis(meta, object, record)))
  const ask = (target: Target, value: string) => {
    if (!step) return
    if (step.ask?.(value, target, close)) setOpen({ kind: 'ask', target, value })
    else {
      close()
      void setFields(meta, objectName, target, { [step.field]: value })
    }
  }
  const ownerOf = (target: Target) => (target.count === 1 ? [String(target.records[0]?.[object.owner ?? 'owner_id'] ?? '')] : [])
  const stepOf = (target: Target) => (target.count === 1 && step ? [String(target.records[0]?.[step.field] ?? '')] : [])
  return {
    assign: target => allowed(target) && object.owner && setOpen({ kind: 'assign', target }),
    step: step && may ? target => allowed(target) && setOpen({ kind: 'step', target }) : undefined,
    stepTo: ask,
    task: target => setOpen({ kind: 'task', target }),
    setField: target => allowed(target) && setOpen({ kind: 'field', target }),
    remove: async target => {
      if (await removeRecords(meta, objectName, target)) onDone?.()
    },
    dialogs: (
      <>
        {open?.kind === 'assign' && (
          <PickDialog
            title={`Assign ${nameOf(object, open.target)} to`}
            options={peopleOptions(meta, today)}
            chosen={ownerOf(open.target)}
            onClose={close}
            onPick={owner => {
              close()
              void assignTo(meta, objectName, open.target, owner)
            }}
          />
        )}
        {open?.kind === 'step' && step && (
          <PickDialog
            title={`${step.label} of ${nameOf(object, open.target)}`}
            options={step.options}
            chosen={stepOf(open.target)}
            onClose={close}
            onPick={value => ask(open.target, value)}
          />
        )}
        {open?.kind === 'ask' && step?.ask?.(open.value, open.target, close)}
        {open?.kind === 'task' && <NewTaskDialog object={objectName} target={open.target} onClose={close} />}
        {open?.kind === 'field' && <SetFieldDialog object={objectName} target={open.target} onClose={close} />}
      </>
    ),
  }
}
