/**
 * Rows of cells from CSV as spreadsheets write it, piece by piece: quotes, quotes in quotes, line ends in cells, a byte order mark,
 * `,` or `;`. `push` answers the rows that are complete, `end` the last one. Empty rows are left out; `line` is where a row began.
 */
export interface CsvRow {
  line: number
  cells: string[]
}

export function csvReader(): { push: (text: string) => CsvRow[]; end: () => CsvRow[] } {
  let rest = ''
  let separator = ''
  let line = 1

  /** Reads what is complete in `rest`; with `all`, the last row needs no line end. */
  function read(all: boolean): CsvRow[] {
    const rows: CsvRow[] = []
    for (let at = 0; ; ) {
      const cells: string[] = []
      let lines = 0
      let next = at
      for (;;) {
        const cell = rest[next] === '"' ? quotedCell(rest, next) : plainCell(rest, next, separator)
        // A quote or a line that goes on in the next piece; a closing quote at the very end may be the first of two.
        if (!all && (cell === null || cell.end >= rest.length - 1)) {
          rest = rest.slice(at)
          return rows
        }
        const { text, end } = cell ?? { text: rest.slice(next + 1), end: rest.length }
        cells.push(text)
        if (rest[next] === '"') lines += text.split('\n').length - 1
        next = end + 1
        if (rest[end] !== separator) break
      }
      if (next > rest.length && cells.length === 1 && cells[0] === '') {
        rest = ''
        return rows
      }
      if (rest[next - 1] === '\r' && rest[next] === '\n') next++
      if (cells.some(cell => cell !== '')) rows.push({ line, cells })
      line += lines + 1
      at = next
      if (at >= rest.length) {
        rest = ''
        return rows
      }
    }
  }

  function begin(): void {
    rest = rest.replace(/^\uFEFF/, '')
    const firstLine = rest.slice(0, rest.search(/[\r\n]|$/))
    separator = firstLine.split(';').length > firstLine.split(',').length ? ';' : ','
  }

  return {
    push: text => {
      rest += text
      if (separator === '') {
        if (!/[\r\n]/.test(rest)) return []
        begin()
      }
      return read(false)
    },
    end: () => {
      if (separator === '') begin()
      return rest === '' ? [] : read(true)
    },
  }
}

interface Cell {
  text: string
  /** Where the separator or line end after it is, or the end of the text. */
  end: number
}

function plainCell(text: string, from: number, separator: string): Cell {
  let end = from
  for (; end < text.length; end++) {
    const letter = text[end]
    if (letter === separator || letter === '\n' || letter === '\r') break
  }
  return { text: text.slice(from, end), end }
}

/** Null when it does not end in this text. What follows a closing quote belongs to the cell. */
function quotedCell(text: string, from: number): Cell | null {
  let cell = ''
  for (let start = from + 1; ; ) {
    const close = text.indexOf('"', start)
    if (close < 0) return null
    cell += text.slice(start, close)
    if (text[close + 1] !== '"') return { ...tail(text, close + 1, cell) }
    cell += '"'
    start = close + 2
  }
}

function tail(text: string, from: number, cell: string): Cell {
  let end = from
  while (end < text.length && !',;\r\n'.includes(text[end] ?? '')) end++
  return { text: cell + text.slice(from, end), end }
}

/** All rows of a whole text. */
export function readCsv(text: string): string[][] {
  const reader = csvReader()
  return [...reader.push(text), ...reader.end()].map(row => row.cells)
}
