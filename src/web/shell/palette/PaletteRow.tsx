import { LeadStatusPill } from '../../../modules/leads/web/lead_columns.tsx'
import { useMeta } from '../../api/meta.ts'
import { Avatar } from '../../ui/Avatar.tsx'
import { Icon } from '../../ui/Icon.tsx'
import { Kbd } from '../../ui/Kbd.tsx'
import type { PaletteCommand } from './palette_commands.ts'
import type { SearchHit } from './search.ts'

interface RowProps {
  index: number
  on: boolean
  typed: string
  /** Why it cannot be chosen now. */
  why?: string | undefined
  onPoint: () => void
  onChoose: (newTab: boolean) => void
}

/** Where what was typed begins: the start of a word before the middle of one. */
function placeOf(text: string, typed: string): number {
  if (typed === '') return -1
  if (text.startsWith(typed)) return 0
  const start = text.indexOf(` ${typed}`)
  if (start >= 0) return start + 1
  return typed.length > 1 ? text.indexOf(typed) : -1
}

/** The part that was typed stands out. */
function Marked({ text, typed }: { text: string; typed: string }) {
  const at = placeOf(text.toLowerCase(), typed.toLowerCase())
  if (at < 0) return text
  return (
    <>
      {text.slice(0, at)}
      <mark>{text.slice(at, at + typed.length)}</mark>
      {text.slice(at + typed.length)}
    </>
  )
}

function Row({ index, on, why, onPoint, onChoose, children }: RowProps & { children: React.ReactNode }) {
  return (
    // biome-ignore lint/a11y/useKeyWithClickEvents: the keys are the input's, which keeps the focus
    <div
      id={`palette-${index}`}
      data-index={index}
      className={on ? 'r on' : 'r'}
      role="option"
      tabIndex={-1}
      aria-selected={on}
      aria-disabled={why !== undefined || undefined}
      title={why}
      onPointerMove={onPoint}
      onClick={event => onChoose(event.metaKey || event.ctrlKey)}
    >
      {children}
    </div>
  )
}

export function HitRow({ hit, ...row }: RowProps & { hit: SearchHit }) {
  const { objects } = useMeta()
  const kind =
    hit.object === 'lead' || hit.object === 'contact'
      ? `${objects.find(one => one.name === hit.object)?.label[0].toLowerCase() ?? ''}, `
      : ''
  return (
    <Row {...row}>
      {hit.object === 'opportunity' ? (
        <Icon name="opps" />
      ) : hit.object === 'task' ? (
        <Icon name="tasks" />
      ) : (
        <Avatar id={hit.id} name={hit.title} organisation={hit.object === 'account'} />
      )}
      <span className="cut title">
        <Marked text={hit.title} typed={row.typed} />
      </span>
      <span className="t3 cut">
        {kind}
        <Marked text={hit.subtitle ?? ''} typed={row.typed} />
      </span>
      <span className="end">
        {hit.object === 'lead' && hit.status && <LeadStatusPill status={hit.status} />}
        {row.on && <Kbd>enter</Kbd>}
      </span>
    </Row>
  )
}

export function CommandRow({ command, ...row }: RowProps & { command: PaletteCommand }) {
  return (
    <Row {...row} why={command.why}>
      {command.icon ? <Icon name={command.icon} /> : <span className="i" />}
      <span className={command.why === undefined ? 'cut' : 'cut t3'}>
        <Marked text={command.label} typed={row.typed} />
      </span>
      {command.why !== undefined && <span className="t3 cut">{command.why}</span>}
      <span className="end">{command.keys && command.why === undefined && <Kbd>{command.keys}</Kbd>}</span>
    </Row>
  )
}
