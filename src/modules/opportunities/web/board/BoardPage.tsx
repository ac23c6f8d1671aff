import { useEffect, useMemo, useRef, useState } from 'react'
import { mayCreate, mayUpdateThis, useMeta, useObject } from '../../../../web/api/meta.ts'
import { sentenceOf } from '../../../../web/api/problem.ts'
import type { Rec } from '../../../../web/api/types.ts'
import { useKeys } from '../../../../web/keys/keys.ts'
import { one } from '../../../../web/object/actions/target.ts'
import { useActions } from '../../../../web/object/actions/use_actions.tsx'
import { FilterBar } from '../../../../web/object/list/FilterBar.tsx'
import { keptOf } from '../../../../web/object/list/list_address.ts'
import { rememberList } from '../../../../web/object/list/list_memory.ts'
import type { ListLook } from '../../../../web/object/list/use_list_look.ts'
import { ViewTabs } from '../../../../web/object/list/ViewTabs.tsx'
import type { ListView } from '../../../../web/object/list/views.ts'
import { HintBar } from '../../../../web/shell/HintBar.tsx'
import { TopBar } from '../../../../web/shell/TopBar.tsx'
import { useGo } from '../../../../web/ui/A.tsx'
import { Button, IconButton } from '../../../../web/ui/Button.tsx'
import { Icon } from '../../../../web/ui/Icon.tsx'
import { Menu } from '../../../../web/ui/Menu.tsx'
import { Empty, Failed } from '../../../../web/ui/states.tsx'
import { showError } from '../../../../web/ui/toasts.ts'
import { useSmall } from '../../../../web/ui/use_media.ts'
import type { Stage } from '../../../pipelines/stage.rule.ts'
import { ReopenDialog } from '../../../winning/web/ReopenDialog.tsx'
import { stageAsks } from '../../stage_asks.rule.ts'
import { moveOpportunity } from '../move_opportunity.ts'
import { NewOpportunityDialog } from '../NewOpportunityDialog.tsx'
import { usePipelines } from '../pipelines.ts'
import type { CardActions } from './BoardCard.tsx'
import { BoardColumn } from './BoardColumn.tsx'
import { BoardFrame } from './BoardFrame.tsx'
import { Asking, BoardTotals, Held } from './BoardParts.tsx'
import { boardLook } from './board_filter.ts'
import { NextStepDialog } from './NextStepDialog.tsx'
import { useBoard } from './use_board.ts'
import { useBoardCursor } from './use_board_cursor.ts'
import { useDrag } from './use_drag.ts'

interface BoardPageProps {
  views: ListView[]
  ready: boolean
  list: ListLook
}

const path = '/opportunities'

/** A pipeline as columns of cards: what is where, what it adds up to, and moving it by hand or by key (A6, E2, E4). */
export function BoardPage({ views, ready, list: whole }: BoardPageProps) {
  const meta = useMeta()
  const object = useObject('opportunity')
  const pipelines = usePipelines()
  const go = useGo()
  const small = useSmall()
  const area = useRef<HTMLDivElement>(null)
  const { list, filter, pipeline } = boardLook(whole, pipelines)
  const { data, isError, error, refetch, isPlaceholderData } = useBoard({ pipeline, filter, sort: list.look.sort }, ready)
  const chosen = pipelines.find(each => each.key === pipeline)
  const stages = chosen?.stages ?? []

  const [asking, setAsking] = useState<{ card: Rec; stage: Stage } | null>(null)
  const [open, setOpen] = useState<{ step: Rec } | { reopen: Rec; stage: string } | 'new' | null>(null)
  const [lostOpen, setLostOpen] = useState(false)
  const [tab, setTab] = useState<string | null>(null)
  const actions = useActions('opportunity')

  const columns = data?.columns ?? []
  const spread = columns.filter(column => column.outcome !== 'lost' || lostOpen || small)
  const strips = columns.filter(column => !spread.includes(column))
  const stageTab = spread.find(column => column.stage === (asking?.stage.key ?? tab)) ?? spread[0]
  const visible = small ? spread.filter(column => column === stageTab) : spread
  const { cursor, setCursor, current, along, across, onOrder } = useBoardCursor(
    list.address.at || null,
    visible.map(column => column.stage),
  )

  const move = (card: Rec, key: string) => {
    const stage = stages.find(one => one.key === key)
    if (!stage || key === card.stage) return
    if (!mayUpdateThis(meta, object, card))
      return showError('This opportunity belongs to somebody else; your role may change only its own.')
    setCursor(card.id)
    const from = stages.find(one => one.key === card.stage)
    if (from?.outcome === 'won' && stage.outcome === 'open') return setOpen({ reopen: card, stage: key })
    const { missing, optional } = stageAsks(stage, card, object.fields)
    const ask = () => {
      if (stage.outcome === 'lost') setLostOpen(true)
      setAsking({ card, stage })
    }
    if (missing.length + optional.length > 0) ask()
    else moveOpportunity({ record: card, stage }).catch(ask)
  }
  const { dragged, held, start } = useDrag(area, move)
  const tabs = useRef<HTMLElement>(null)
  // biome-ignore lint/correctness/useExhaustiveDependencies: another stage is another tab to be seen
  useEffect(() => {
    tabs.current?.querySelector('.on')?.scrollIntoView({ block: 'nearest', inline: 'nearest' })
  }, [stageTab?.stage])
  const moveBy = (by: 1 | -1) => () => {
    const card = current()
    if (!card) return
    const offered = stages.filter(stage => !stage.retired || stage.key === card.stage)
    const next = offered[offered.findIndex(stage => stage.key === card.stage) + by]
    if (next) move(card, next.key)
  }
  const openCard = (card: Rec) => {
    const place = `${path}?${new URLSearchParams({ ...whole.address, at: card.id })}`
    const column = columns.find(each => each.stage === card.stage)
    if (column) rememberList('opportunity', { href: place, query: { filter: column.filter, sort: column.sort }, scrollTop: 0 })
    go(place, { replace: true })
    go(`${path}/${card.id}`)
  }
  const onCurrent = (act: (card: Rec) => void) => () => {
    const card = current()
    if (card) act(card)
  }
  const may = mayCreate(object)
  useKeys({
    j: () => along(1),
    down: () => along(1),
    k: () => along(-1),
    up: () => along(-1),
    l: () => across(1),
    right: () => across(1),
    h: () => across(-1),
    left: () => across(-1),
    'shift+l': moveBy(1),
    'shift+right': moveBy(1),
    'shift+h': moveBy(-1),
    'shift+left': moveBy(-1),
    enter: onCurrent(openCard),
    o: onCurrent(openCard),
    e: onCurrent(card => setOpen({ step: card })),
    a: onCurrent(card => actions.assign(one(card))),
    t: onCurrent(card => actions.task(one(card))),
    escape: () => setCursor(null),
    ...(may ? { n: () => setOpen('new') } : {}),
  })

  // One object for the life of the board, so that a card is drawn again only when something of its own changed.
  const latest = useRef({ move, stages, openCard })
  latest.current = { move, stages, openCard }
  const cardActions = useMemo<CardActions>(
    () => ({
      start,
      point: setCursor,
      open: card => latest.current.openCard(card),
      moves: card =>
        latest.current.stages
          .filter(stage => !stage.retired && stage.key !== card.stage)
          .map(stage => ({ label: stage.label, run: () => latest.current.move(card, stage.key) })),
    }),
    [start, setCursor],
  )

  const setAddress = (change: Record<string, string>) => {
    const { at: _, ...address } = whole.address
    go(`${path}?${new URLSearchParams({ ...address, ...change })}`)
  }
  const newLabel = 'New opportunity'
  const tabBar = (className: string) => (
    <ViewTabs
      {...{ object, views, path, className }}
      current={whole.view}
      dirty={whole.dirty}
      ready={data !== undefined}
      keep={keptOf(whole.address)}
    />
  )
  const offered = pipelines.filter(each => !each.retired || each.key === pipeline)
  const pipelineMenu = (className: string) =>
    offered.length > 1 && (
      <Menu
        label="Pipeline"
        align="start"
        items={offered.map(each => ({ label: each.label, checked: each.key === pipeline, run: () => setAddress({ pipeline: each.key }) }))}
        target={(openMenu, opened) => (
          <Button small className={className} onClick={openMenu} aria-haspopup="menu" aria-expanded={opened} title="Pipeline">
            {chosen?.label}
            <Icon name="down" small />
          </Button>
        )}
      />
    )
  // The same while the same card is held: only its own column is drawn again then.
  const moved = asking?.card ?? dragged?.card
  const words = asking ? `Dropped on ${asking.stage.label}` : 'Being moved'
  const ghost = useMemo(() => (moved ? { id: moved.id, words } : null), [moved, words])
  return (
    <>
      <TopBar
        title={object.label[1]}
        actions={
          may && (
            <>
              <Button look="primary" icon="plus" keys="n" className="hide-s" onClick={() => setOpen('new')}>
                New<span className="sr"> opportunity</span>
              </Button>
              <IconButton name="plus" label={newLabel} className="only-s" onClick={() => setOpen('new')} />
            </>
          )
        }
      >
        {pipelineMenu('hide-s')}
        {tabBar('hide-s')}
      </TopBar>
      {tabBar('wide-s only-s')}
      <FilterBar
        object={object}
        list={list}
        refs={data?.refs ?? {}}
        drawn={data && <BoardTotals totals={data.totals} />}
        end={<IconButton name="menu" small label="Show as list" onClick={() => setAddress({ layout: 'table' })} />}
      />
      {small && (
        <nav className="tabs stage-tabs" aria-label="Stages" ref={tabs}>
          {pipelineMenu('')}
          {spread.map(column => (
            <button
              type="button"
              key={column.stage}
              className={column === stageTab ? 'on' : ''}
              aria-pressed={column === stageTab}
              onClick={() => setTab(column.stage)}
            >
              {column.label}
              <span>{column.count}</span>
            </button>
          ))}
        </nav>
      )}
      {isError && !data && <Failed sentence={sentenceOf(error)} retry={() => void refetch()} />}
      {!data && !isError && <BoardFrame stages={stages} />}
      {data && (
        <section ref={area} className="board" aria-label={`${chosen?.label ?? ''} pipeline`} aria-busy={isPlaceholderData || undefined}>
          {visible.map(column => (
            <BoardColumn
              key={column.stage}
              column={column}
              cards={data.data}
              refs={data.refs}
              fields={data.fields}
              cursor={cursor}
              drop={dragged?.over === column.stage && dragged.card.stage !== column.stage}
              ghost={moved?.stage === column.stage ? ghost : null}
              asking={
                asking?.stage.key === column.stage ? (
                  <Asking card={asking.card} stage={asking.stage} refs={data.refs} onLeave={() => setAsking(null)} />
                ) : null
              }
              actions={cardActions}
              onOrder={onOrder}
            />
          ))}
          {strips.map(column => (
            <button
              type="button"
              key={column.stage}
              className={dragged?.over === column.stage ? 'strip drop' : 'strip'}
              data-stage={column.stage}
              title={`${column.label}, ${column.count} this quarter`}
              onClick={() => setLostOpen(true)}
            >
              <span>{column.count}</span>
              <span className="v">{column.label}</span>
            </button>
          ))}
          {columns.every(column => column.count === 0) && (
            <div className="board-empty">
              <Empty
                title={filter ? 'No opportunities match' : `Nothing in ${chosen?.label ?? 'this pipeline'} yet`}
                action={
                  filter ? (
                    <Button onClick={() => list.change({ filter: null })}>Show all</Button>
                  ) : (
                    may && (
                      <Button icon="plus" keys="n" onClick={() => setOpen('new')}>
                        {newLabel}
                      </Button>
                    )
                  )
                }
              >
                {filter
                  ? 'The filters above leave nothing over.'
                  : 'Qualified possible sales, each with an account, an amount and a next step.'}
              </Empty>
            </div>
          )}
          {dragged && (
            <div ref={held} className="op held flying" style={{ width: dragged.width }} aria-hidden>
              <Held card={dragged.card} account={data.refs.account?.[String(dragged.card.account_id)]} />
            </div>
          )}
        </section>
      )}
      <HintBar
        hints={[
          ['j k', 'card'],
          ['h l', 'column'],
          ['shift+h shift+l', 'move the card'],
          ['enter', 'open'],
          ['e', 'next step'],
        ]}
      >
        <span>
          <Icon name="clock" /> amber: longer than this stage usually takes
        </span>
      </HintBar>
      {actions.dialogs}
      {open === 'new' && <NewOpportunityDialog pipeline={pipeline} onClose={() => setOpen(null)} />}
      {open !== null && open !== 'new' && 'step' in open && <NextStepDialog record={open.step} onClose={() => setOpen(null)} />}
      {open !== null && open !== 'new' && 'reopen' in open && (
        <ReopenDialog target={one(open.reopen)} stage={open.stage} onClose={() => setOpen(null)} />
      )}
    </>
  )
}
