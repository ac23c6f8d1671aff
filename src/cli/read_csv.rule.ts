/** Rows of cells from CSV as spreadsheets write it: quotes, quotes in quotes, line ends in cells, a byte order mark, `,` or `;`. */
export function readCsv(text: string): string[][] {
  const clean = text.replace(/^\uFEFF/, '')
  const firstLine = clean.slice(0, clean.search(/[\r\n]|$/))
  const separator = firstLine.split(';').length > firstLine.split(',').length ? ';' : ','
  const rows: string[][] = []
  let row: string[] = []
  let cell = ''
  let quoted = false
  const endCell = () => {
    row.push(cell)
    cell = ''
  }
  const endRow = () => {
    endCell()
    if (row.some(one => one !== '')) rows.push(row)
    row = []
  }
  for (let at = 0; at < clean.length; at++) {
    const letter = clean.charAt(at)
    if (quoted) {
      if (letter !== '"') cell += letter
      else if (clean.charAt(at + 1) === '"') {
        cell += '"'
        at++
      } else quoted = false
    } else if (letter === '"' && cell === '') quoted = true
    else if (letter === separator) endCell()
    else if (letter === '\n') endRow()
    else if (letter === '\r') {
      if (clean.charAt(at + 1) !== '\n') endRow()
    } else cell += letter
  }
  if (cell !== '' || row.length > 0) endRow()
  return rows
}
