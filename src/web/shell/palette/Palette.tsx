import { useMantineColorScheme } from '@mantine/core'
import { type KeyboardEvent, type ReactNode, useEffect, useMemo, useRef, useState } from 'react'
import { NewLeadDialog } from '../../../modules/leads/web/NewLeadDialog.tsx'
import { NewTaskDialog } from '../../../modules/tasks/web/NewTaskDialog.tsx'
import { useMeta } from '../../api/meta.ts'
import { recordPath } from '../../api/paths.ts'
import type { Rec } from '../../api/types.ts'
import { assignTo } from '../../object/actions/commands.ts'
import { PickDialog } from '../../object/actions/PickDialog.tsx'
import { peopleOptions } from '../../object/field/options.tsx'
import { CreateDialog } from '../../object/form/CreateDialog.tsx'
import { useGo } from '../../ui/A.tsx'
import { Dialog } from '../../ui/Dialog.tsx'
import { Icon } from '../../ui/Icon.tsx'
import { Kbd } from '../../ui/Kbd.tsx'
import { PalettePreview } from './PalettePreview.tsx'
import { CommandRow, HitRow } from './PaletteRow.tsx'
import { pageCommands } from './page_commands.ts'
import { commandsOfPage, commandsOn, generalCommands, matching, type PaletteCommand } from './palette_commands.ts'
import { recentHits, rememberHit, type SearchHit, useSearch } from './search.ts'

type Line = { kind: 'hit'; hit: SearchHit } | { kind: 'command'; command: PaletteCommand }
interface Group {
  title: string
  lines: Line[]
}

const groupTitles: Record<string, string> = {
  account: 'Accounts',
  lead: 'People',
  contact: 'People',
  opportunity: 'Opportunities',
  task: 'Tasks',
}

function groupHits(hits: SearchHit[]): Group[] {
  const groups = new Map<string, Line[]>()
  for (const hit of hits) {
    const title = groupTitles[hit.object] ?? 'More'
    groups.set(title, [...(groups.get(title) ?? []), { kind: 'hit', hit }])
  }
  return [...groups].map(([title, lines]) => ({ title, lines: lines.slice(0, 6) }))
}

export interface PaletteProps {
  start: string
  onClose: () => void
}

/** ⌘K: finds any record, runs any command, previews what the cursor is on. */
export function Palette({ start, onClose }: PaletteProps) {
  const meta = useMeta()
  const go = useGo()
  const { colorScheme, setColorScheme } = useMantineColorScheme()
  const [text, setText] = useState(start)
  const [at, setAt] = useState(0)
  const [doing, setDoing] = useState<PaletteCommand | null>(null)
  const [page] = useState(() => {
    const { about, items } = pageCommands()
    return { title: about ? `On ${about}` : 'On this page', commands: commandsOfPage(items) }
  })
  const results = useRef<HTMLDivElement>(null)
  const onlyCommands = text.startsWith('>')
  const typed = (onlyCommands ? text.slice(1) : text).trim()
  const { data, isFetching } = useSearch(onlyCommands ? '' : typed)
  const groups = useMemo<Group[]>(() => {
    const general = matching(generalCommands(meta), typed)
    const commands = (list: PaletteCommand[], title = 'Commands'): Group[] =>
      list.length > 0 ? [{ title, lines: list.map(command => ({ kind: 'command' as const, command })) }] : []
    const here = matching(page.commands, typed)
    if (onlyCommands) return [...commands(here, page.title), ...commands(general)]
    if (typed === '') {
      const recent = recentHits()
      return [
        ...commands(here.slice(0, 5), page.title),
        ...(recent.length > 0 ? [{ title: 'Recent', lines: recent.map(hit => ({ kind: 'hit' as const, hit })) }] : []),
        ...commands(general),
      ]
    }
    const hits = data?.data ?? []
    return [...groupHits(hits), ...commands(here, page.title), ...commands([...commandsOn(meta, hits[0]), ...general.slice(0, 5)])]
  }, [meta, page, typed, onlyCommands, data])
  const lines = groups.flatMap(group => group.lines)
  const current = lines[Math.min(at, lines.length - 1)]
  const currentIndex = Math.min(at, lines.length - 1)

  useEffect(() => {
    results.current?.querySelector(`[data-index="${currentIndex}"]`)?.scrollIntoView({ block: 'nearest' })
  }, [currentIndex])

  const choose = (line: Line, newTab: boolean) => {
    if (line.kind === 'hit') {
      const path = recordPath(line.hit.object, line.hit.id)
      if (!path) return
      rememberHit(line.hit)
      if (newTab) return void window.open(path)
      onClose()
      go(path)
      return
    }
    const { command } = line
    if (command.why !== undefined) return
    if (command.act) {
      onClose()
      // The page has the focus and the keys again.
      setTimeout(command.act)
      return
    }
    if (command.run === 'go' && command.href) {
      if (newTab) return void window.open(command.href)
      onClose()
      go(command.href)
    } else if (command.run === 'theme') {
      setColorScheme(colorScheme === 'dark' ? 'light' : 'dark')
      onClose()
    } else setDoing(command)
  }
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.key === 'ArrowDown' || event.key === 'ArrowUp') {
      event.preventDefault()
      const step = event.key === 'ArrowDown' ? 1 : -1
      setAt((currentIndex + step + lines.length) % Math.max(1, lines.length))
    }
    if (event.key === 'Enter' && current) {
      event.preventDefault()
      choose(current, event.metaKey || event.ctrlKey)
    }
  }
  if (doing) return <Doing command={doing} onClose={onClose} />
  let index = -1
  return (
    <Dialog title="Search and commands" onClose={onClose} bare="pal">
      <div className="q">
        <Icon name="search" />
        <input
          data-autofocus
          className="grow"
          role="combobox"
          aria-expanded="true"
          aria-controls="palette-results"
          aria-activedescendant={current ? `palette-${currentIndex}` : undefined}
          aria-autocomplete="list"
          aria-label="Search and commands"
          placeholder="Search, or type > for commands"
          autoComplete="off"
          spellCheck={false}
          value={text}
          onChange={event => {
            setText(event.target.value)
            setAt(0)
          }}
          onKeyDown={onKeyDown}
        />
        <Kbd>escape</Kbd>
      </div>
      <div className="two">
        <div
          className="res"
          id="palette-results"
          ref={results}
          tabIndex={-1}
          {...(lines.length > 0 ? { role: 'listbox', 'aria-label': 'Results' } : {})}
        >
          {groups.map(group => (
            // biome-ignore lint/a11y/useSemanticElements: a group of options in a listbox has no element of its own
            <div role="group" aria-label={group.title} key={group.title}>
              <div className="group-title" aria-hidden>
                {group.title}
              </div>
              {group.lines.map(line => {
                index += 1
                const mine = index
                const row = {
                  index: mine,
                  on: mine === currentIndex,
                  typed,
                  onPoint: () => setAt(mine),
                  onChoose: (newTab: boolean) => choose(line, newTab),
                }
                return line.kind === 'hit' ? (
                  <HitRow key={line.hit.id} hit={line.hit} {...row} />
                ) : (
                  <CommandRow key={line.command.id} command={line.command} {...row} />
                )
              })}
            </div>
          ))}
          {lines.length === 0 && !isFetching && (
            <p className="meta pad">Nothing is called so. Names, mail addresses, domains and phone numbers are searched.</p>
          )}
        </div>
        <PalettePreview hit={current?.kind === 'hit' ? current.hit : current?.command.hit} />
      </div>
      <div className="hints">
        {[
          ['up down', 'move'],
          ['enter', 'open'],
          ['mod+enter', 'new tab'],
          ['>', 'commands only'],
        ].map(([keys = '', word]) => (
          <span key={word}>
            <Kbd>{keys}</Kbd> {word}
          </span>
        ))}
        <span className="grow" />
        {typed !== '' && data && (
          <span role="status">
            {data.data.length} {data.data.length === 1 ? 'result' : 'results'}, {Math.max(1, Math.round(data.took_ms))} ms
          </span>
        )}
      </div>
    </Dialog>
  )
}

/** The command's own form, in place of the palette. */
function Doing({ command, onClose }: { command: PaletteCommand; onClose: () => void }): ReactNode {
  const meta = useMeta()
  const { hit } = command
  if (command.run === 'create' && command.object === 'task')
    return <NewTaskDialog object="task" target={{ records: [], count: 0 }} onClose={onClose} />
  if (command.run === 'create' && command.object)
    return command.object === 'lead' ? <NewLeadDialog onClose={onClose} /> : <CreateDialog object={command.object} onClose={onClose} />
  if (!hit) return null
  const title = meta.objects.find(one => one.name === hit.object)?.title ?? 'name'
  const record: Rec = { id: hit.id, [title]: hit.title, ...(hit.owner_id ? { owner_id: hit.owner_id } : {}) }
  const target = { records: [record], count: 1 }
  if (command.run === 'task') return <NewTaskDialog object={hit.object} target={target} onClose={onClose} />
  return (
    <PickDialog
      title={`Assign ${hit.title} to`}
      options={peopleOptions(meta)}
      onClose={onClose}
      onPick={owner => {
        onClose()
        void assignTo(meta, hit.object, target, owner)
      }}
    />
  )
}
