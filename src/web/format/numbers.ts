const formats = new Map<string, Intl.NumberFormat>()

function formatter(options: Intl.NumberFormatOptions): Intl.NumberFormat {
  const key = JSON.stringify(options)
  const known = formats.get(key)
  if (known) return known
  const made = new Intl.NumberFormat(undefined, options)
  formats.set(key, made)
  return made
}

/** A number as the person's locale writes it. */
export const formatNumber = (value: number, digits = 2): string => formatter({ maximumFractionDigits: digits }).format(value)

/** `6.2 M`, `640 k`: for columns of large figures; the exact number is the cell's title. */
export function formatCompact(value: number): string {
  const size = Math.abs(value)
  if (size >= 1_000_000_000) return `${formatNumber(value / 1_000_000_000, 1)} B`
  if (size >= 1_000_000) return `${formatter({ minimumFractionDigits: 1, maximumFractionDigits: 1 }).format(value / 1_000_000)} M`
  if (size >= 10_000) return `${formatNumber(Math.round(value / 1_000), 0)} k`
  return formatNumber(value, 0)
}

export interface Money {
  amount: string
  currency: string
}
export const isMoney = (value: unknown): value is Money =>
  typeof value === 'object' && value !== null && 'amount' in value && 'currency' in value

/** An amount with its currency, without cents when there are none. */
export function formatMoney({ amount, currency }: Money): string {
  const value = Number(amount)
  const digits = Number.isInteger(value) ? 0 : 2
  return formatter({ style: 'currency', currency, minimumFractionDigits: digits, maximumFractionDigits: digits }).format(value)
}

/** `$48 k`, `$1.2 M`: for cards and figures; the exact amount is the title. */
export function formatMoneyShort({ amount, currency }: Money): string {
  const value = Number(amount)
  const size = Math.abs(value)
  const [unit, word] = size >= 1_000_000_000 ? [1e9, ' B'] : size >= 1_000_000 ? [1e6, ' M'] : size >= 1_000 ? [1e3, ' k'] : [1, '']
  const digits = unit >= 1e6 || (unit === 1e3 && size < 10_000) ? 1 : 0
  const parts = formatter({ style: 'currency', currency, minimumFractionDigits: 0, maximumFractionDigits: digits }).formatToParts(
    value / unit,
  )
  const last = parts.findLastIndex(part => part.type === 'integer' || part.type === 'fraction')
  return parts.map((part, index) => (index === last ? part.value + word : part.value)).join('')
}

/** `1,284`, or `1,000+` where only the first thousand were counted. */
export const formatCount = (count: { value: number; exact: boolean }): string => `${formatNumber(count.value)}${count.exact ? '' : '+'}`

/** `1 lead`, `61 leads`. */
export const plural = (count: number, [one, many]: readonly [string, string]): string =>
  `${formatNumber(count)} ${(count === 1 ? one : many).toLowerCase()}`

export function formatBytes(size: number): string {
  if (size < 1_000) return `${size} B`
  return size < 1_000_000 ? `${formatNumber(size / 1_000, 0)} kB` : `${formatNumber(size / 1_000_000, 1)} MB`
}
