import { useParams } from '@tanstack/react-router'
import { type ReactNode, useState } from 'react'
import { mayDelete, mayMerge, mayUpdateThis, useMeta, useObject, whyNotUpdate } from '../../api/meta.ts'
import { listPath } from '../../api/paths.ts'
import { Problem, sentenceOf } from '../../api/problem.ts'
import { useRecord } from '../../api/records.ts'
import type { MetaObject, Rec, Refs } from '../../api/types.ts'
import { useKeys } from '../../keys/keys.ts'
import { HintBar } from '../../shell/HintBar.tsx'
import { usePageCommands } from '../../shell/palette/page_commands.ts'
import { TopBar } from '../../shell/TopBar.tsx'
import { A, useGo } from '../../ui/A.tsx'
import { Button, IconButton } from '../../ui/Button.tsx'
import { Menu, type MenuItem } from '../../ui/Menu.tsx'
import { Empty, Failed, Notice } from '../../ui/states.tsx'
import { When } from '../../ui/When.tsx'
import { one } from '../actions/target.ts'
import { type Actions, type StepSlot, useActions } from '../actions/use_actions.tsx'
import { titleOf } from '../list/ListRow.tsx'
import { FindAndMerge } from '../merge/FindAndMerge.tsx'
import type { Around } from './beside.ts'
import { Composer, type ComposerKind, composerKinds } from './Composer.tsx'
import { FieldSections, type FieldSlots, type Section } from './FieldSections.tsx'
import { HistoryDialog } from './History.tsx'
import { Identity } from './Identity.tsx'
import { RecordSkeleton } from './RecordSkeleton.tsx'
import { restore } from './restore.ts'
import { Timeline } from './Timeline.tsx'
import { useNeighbours } from './use_neighbours.ts'
import { usePage } from './use_page.ts'

export interface RecordView {
  object: MetaObject
  record: Rec
  refs: Refs
  actions: Actions
}

export interface RecordPageProps {
  object: string
  /** What the page shows besides the record itself. */
  around: Around
  step?: StepSlot
  sections?: Section[]
  fieldSlots?: (view: RecordView) => FieldSlots
  subtitle?: (view: RecordView) => string
  /** Above the composer: status path, checklist. */
  work?: (view: RecordView) => ReactNode
  /** The right pane. */
  context?: (view: RecordView) => ReactNode
  /** In the top bar beside Assign. */
  buttons?: (view: RecordView) => ReactNode
  menu?: (view: RecordView) => (MenuItem | false)[]
  organisation?: boolean
  /** Further keys of this page. */
  keys?: (view: RecordView) => Record<string, () => void>
}

/** The page of any record: fields at the left, work and timeline in the middle, context at the right. */
export function RecordPage(props: RecordPageProps) {
  const { id = '' } = useParams({ strict: false })
  const object = useObject(props.object)
  usePage(object, id, props.around)
  const { data, isError, error, refetch } = useRecord(props.object, id)
  const back = listPath(props.object) ?? '/'
  if (isError && !data) {
    const gone = error instanceof Problem && error.status === 404
    return (
      <>
        <TopBar title={object.label[0]} parent={{ href: back, label: object.label[1] }} />
        {gone ? (
          <Empty
            title={`This ${object.label[0].toLowerCase()} is not there`}
            action={
              <A className="btn" href={back}>
                All {object.label[1].toLowerCase()}
              </A>
            }
          >
            It was deleted for good or merged, or your role may not see it.
          </Empty>
        ) : (
          <Failed sentence={sentenceOf(error)} retry={() => void refetch()} />
        )}
      </>
    )
  }
  if (!data) return <RecordSkeleton title={object.label[0]} back={{ href: back, label: object.label[1] }} />
  return <LoadedRecord key={id} {...props} definition={object} record={data.record} refs={data.refs} back={back} />
}

const writable: readonly ComposerKind[] = ['mail', 'note', 'call', 'task', 'meeting']

/** What ⌘K calls writing something down; a task has its own line there. */
const written: Partial<Record<ComposerKind, Pick<MenuItem, 'label' | 'icon' | 'keys'>>> = {
  mail: { label: 'Write a mail', icon: 'mail', keys: 'c' },
  note: { label: 'Write a note', icon: 'note', keys: 'n' },
  call: { label: 'Log a call', icon: 'phone' },
  meeting: { label: 'Log a meeting', icon: 'cal' },
}

/** A link may end in #call: the page then opens with the pen in hand. */
function composingFirst(): { kind: ComposerKind; at: number } {
  const kind = writable.find(one => window.location.hash === `#${one}`)
  return { kind: kind ?? 'mail', at: kind ? 1 : 0 }
}

function LoadedRecord(props: RecordPageProps & { definition: MetaObject; record: Rec; refs: Refs; back: string }) {
  const { definition: object, record, refs, step, back } = props
  const meta = useMeta()
  const go = useGo()
  const neighbours = useNeighbours(object.name, record.id)
  const listHref = neighbours.listHref ?? back
  const actions = useActions(object.name, step, () => go(listHref))
  const [composing, setComposing] = useState<{ kind: ComposerKind; at: number }>(composingFirst)
  const [open, setOpen] = useState<'history' | 'merge' | null>(null)
  const view: RecordView = { object, record, refs, actions }
  const may = mayUpdateThis(meta, object, record)
  const deleted = record.deleted_at !== null && record.deleted_at !== undefined
  const kinds = deleted ? [] : composerKinds(meta, may)
  const compose = (kind: ComposerKind) => setComposing(was => ({ kind, at: was.at + 1 }))
  const toNeighbour = (way: 'previous' | 'next') => {
    const href = neighbours[way]?.()
    if (href) go(href, { replace: true })
  }
  useKeys({
    j: () => toNeighbour('next'),
    k: () => toNeighbour('previous'),
    escape: () => go(listHref),
    ...(may && !deleted
      ? {
          a: () => actions.assign(one(record)),
          s: () => actions.step?.(one(record)),
          ...props.keys?.(view),
        }
      : {}),
    ...(kinds.includes('mail') ? { c: () => compose('mail') } : {}),
    ...(kinds.includes('note') ? { n: () => compose('note') } : {}),
    ...(kinds.includes('task') ? { t: () => compose('task') } : {}),
  })
  const title = titleOf(object, record)
  const label = object.label[0].toLowerCase()
  const why = whyNotUpdate(meta, object, record)
  const menu: (MenuItem | false)[] = [
    ...(props.menu?.(view) ?? []),
    Boolean(object.owner) && { label: 'Assign to …', icon: 'assign', keys: 'a', why, run: () => actions.assign(one(record)) },
    may && { label: 'New task', icon: 'tasks', keys: 't', run: () => actions.task(one(record)) },
    mayMerge(object) && { label: 'Merge with …', icon: 'merge', run: () => setOpen('merge') },
    { label: 'History', icon: 'history', run: () => setOpen('history') },
    { label: 'Copy link', icon: 'link', run: () => void navigator.clipboard.writeText(window.location.href) },
    mayDelete(object) && !deleted && { label: `Delete this ${label}`, icon: 'trash', danger: true, run: () => actions.remove(one(record)) },
  ]
  usePageCommands([...menu, ...kinds.flatMap(kind => (written[kind] ? [{ ...written[kind], run: () => compose(kind) }] : []))], title)
  return (
    <>
      <TopBar
        title={title}
        shortTitle={object.label[0]}
        parent={{ href: listHref, label: object.label[1] }}
        search={false}
        actions={
          <>
            {may && !deleted && object.owner && (
              <Button look="quiet" keys="a" className="hide-s" onClick={() => actions.assign(one(record))}>
                Assign
              </Button>
            )}
            {!deleted && props.buttons?.(view)}
            <Menu
              label="More"
              items={menu}
              target={(openMenu, opened) => (
                <IconButton name="dots" label="More" onClick={openMenu} aria-haspopup="menu" aria-expanded={opened} />
              )}
            />
          </>
        }
      >
        {neighbours.position && (
          <>
            <span className="meta position">{neighbours.position}</span>
            <IconButton
              name="up"
              small
              className="hide-s"
              label={`Previous ${label}`}
              disabled={!neighbours.previous}
              onClick={() => toNeighbour('previous')}
            />
            <IconButton
              name="down"
              small
              className="hide-s"
              label={`Next ${label}`}
              disabled={!neighbours.next}
              onClick={() => toNeighbour('next')}
            />
          </>
        )}
      </TopBar>
      {deleted && (
        <Notice
          tone="warn"
          action={
            <Button small onClick={() => void restore(object, record)}>
              Restore
            </Button>
          }
        >
          This {label} is in the bin since <When at={String(record.deleted_at)} />.
        </Notice>
      )}
      <div className="rec">
        <aside aria-label="Details">
          <Identity
            {...view}
            title={title}
            subtitle={props.subtitle?.(view) ?? ''}
            organisation={props.organisation ?? false}
            onCompose={may && !deleted ? compose : undefined}
          />
          <FieldSections {...view} sections={props.sections} slots={props.fieldSlots?.(view)} />
        </aside>
        <section className="mid" aria-label="Work">
          {props.work?.(view)}
          {kinds.length > 0 && <Composer key={composing.at} {...view} kind={composing.kind} focus={composing.at > 0} may={kinds} />}
          <Timeline object={object.name} id={record.id} timeZone={meta.me.time_zone} />
        </section>
        <aside aria-label="Context" className="ctx-r">
          {props.context?.(view)}
        </aside>
      </div>
      <HintBar
        hints={[
          ['j k', 'next, previous'],
          ['c', 'mail'],
          ['n', 'note'],
          ['t', 'task'],
          ...(step ? [['s', step.label.toLowerCase()] as [string, string]] : []),
          ['e', 'edit'],
        ]}
      >
        {typeof record.updated_at === 'string' && (
          <span>
            Saved <When at={record.updated_at} as="time" />
          </span>
        )}
      </HintBar>
      {actions.dialogs}
      {open === 'history' && <HistoryDialog object={object} id={record.id} onClose={() => setOpen(null)} />}
      {open === 'merge' && <FindAndMerge object={object} record={record} refs={refs} onClose={() => setOpen(null)} />}
    </>
  )
}
