import { type ReactNode, useState } from 'react'
import type { Filter, MetaObject, Refs } from '../../api/types.ts'
import { Button } from '../../ui/Button.tsx'
import { Menu } from '../../ui/Menu.tsx'
import { Pop } from '../../ui/Pop.tsx'
import { AddFilter } from '../filter/AddFilter.tsx'
import { FilterChip } from '../filter/FilterChip.tsx'
import { joinParts, partsOf } from '../filter/operators.ts'
import { ColumnsEditor } from './ColumnsEditor.tsx'
import type { ListLook } from './use_list_look.ts'
import { ViewMenu } from './ViewMenu.tsx'

interface FilterBarProps {
  object: MetaObject
  list: ListLook
  refs: Refs
  /** At the right, instead of how a table is drawn. */
  drawn?: ReactNode
  /** At the very end. */
  end?: ReactNode
}

/** Filters at the left, how the list is drawn at the right. */
export function FilterBar({ object, list, refs, drawn, end }: FilterBarProps) {
  const { look, change } = list
  const parts = partsOf(look.filter)
  const replace = (index: number, part: Filter | null) =>
    change({ filter: joinParts(parts.flatMap((one, at) => (at === index ? (part ? [part] : []) : [one]))) })
  return (
    <div className="bar">
      {parts.map((part, index) => (
        <FilterChip key={JSON.stringify(part)} object={object} part={part} refs={refs} onChange={next => replace(index, next)} />
      ))}
      <AddFilter object={object} onAdd={part => change({ filter: joinParts([...parts, part]) })} />
      <span className="grow" />
      <ViewMenu object={object} list={list} />
      {drawn ?? <TableLook object={object} list={list} />}
      {end}
    </div>
  )
}

/** Groups and columns of a table. */
function TableLook({ object, list: { look, change } }: { object: MetaObject; list: ListLook }) {
  const [columns, setColumns] = useState(false)
  const groups = Object.entries(object.fields).filter(
    ([, field]) => field.sort && (field.kind === 'choice' || field.kind === 'user' || field.kind === 'country'),
  )
  return (
    <>
      {groups.length > 0 && (
        <Menu
          label="Group by"
          items={[
            ...groups.map(([name, field]) => ({
              label: field.label,
              checked: look.group === name,
              run: () => change({ group: look.group === name ? null : name }),
            })),
            look.group !== null && { label: 'No groups', icon: 'x' as const, run: () => change({ group: null }) },
          ]}
          target={(open, opened) => (
            <Button look="quiet" small icon="group" className="hide-s" onClick={open} aria-haspopup="menu" aria-expanded={opened}>
              {look.group ? `By ${object.fields[look.group]?.label.toLowerCase() ?? ''}` : 'Group'}
            </Button>
          )}
        />
      )}
      <Pop
        open={columns}
        onClose={() => setColumns(false)}
        label="Columns"
        align="end"
        width={300}
        target={
          <Button
            look="quiet"
            small
            icon="cols"
            className="hide-s"
            onClick={() => setColumns(!columns)}
            aria-haspopup="dialog"
            aria-expanded={columns}
          >
            Columns
          </Button>
        }
      >
        <ColumnsEditor object={object} columns={look.columns} onChange={next => change({ columns: next })} />
      </Pop>
    </>
  )
}
