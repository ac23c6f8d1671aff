import type { Filter, SortKey } from '../../api/types.ts'

export interface Column {
  name: string
  width?: number
}

/** How a list is looked at: all of it stands in the address, so that a link or a reload restores it. */
export interface Look {
  filter: Filter | null
  sort: SortKey[]
  columns: Column[]
  group: string | null
  /** `table` or `board`; null: as the page likes it best. */
  layout: string | null
}

export const writeSort = (sort: SortKey[]): string =>
  sort.map(({ field, direction }) => (direction === 'desc' ? `-${field}` : field)).join(',')
export const readSort = (text: string): SortKey[] =>
  text
    .split(',')
    .filter(Boolean)
    .map(key => (key.startsWith('-') ? { field: key.slice(1), direction: 'desc' } : { field: key, direction: 'asc' }))

export const writeColumns = (columns: Column[]): string => columns.map(({ name, width }) => (width ? `${name}:${width}` : name)).join(',')
export const readColumns = (text: string): Column[] =>
  text
    .split(',')
    .filter(Boolean)
    .map(column => {
      const [name = '', width] = column.split(':')
      return width && Number(width) > 0 ? { name, width: Number(width) } : { name }
    })

export type Address = Record<string, string>

/** A filter somebody typed into an address may be anything; what cannot be read is no filter. */
export function readFilter(text: string): Filter | null {
  try {
    const value: unknown = JSON.parse(text)
    return typeof value === 'object' && value !== null ? (value as Filter) : null
  } catch {
    return null
  }
}

/** What an address says, over what its view says. */
export function readLook(address: Address, view: Look): Look {
  return {
    filter: address.f === undefined ? view.filter : readFilter(address.f),
    sort: address.sort === undefined ? view.sort : readSort(address.sort),
    columns: address.cols === undefined ? view.columns : readColumns(address.cols),
    group: address.group === undefined ? view.group : address.group === 'none' ? null : address.group,
    layout: address.layout ?? view.layout,
  }
}

const same = (a: unknown, b: unknown) => JSON.stringify(a) === JSON.stringify(b)

/** The address for a look: only what differs from its view. */
export function writeLook(look: Look, view: Look, base: Address): Address {
  const address: Address = {}
  for (const kept of ['view', 'at', 'group_open', 'pipeline']) if (base[kept]) address[kept] = base[kept]
  if (!same(look.filter, view.filter)) address.f = JSON.stringify(look.filter)
  if (!same(look.sort, view.sort)) address.sort = writeSort(look.sort)
  if (!same(look.columns, view.columns)) address.cols = writeColumns(look.columns)
  if (look.group !== view.group) address.group = look.group ?? 'none'
  if (look.layout !== null && look.layout !== view.layout) address.layout = look.layout
  return address
}

/** What is kept when another view is chosen: that it is a board or a table, and of which pipeline. */
export const keptOf = ({ layout, pipeline }: Address): Address => ({ ...(layout ? { layout } : {}), ...(pipeline ? { pipeline } : {}) })

export const isDirty = (address: Address): boolean => ['f', 'sort', 'cols', 'group'].some(key => address[key] !== undefined)
