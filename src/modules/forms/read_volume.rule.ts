const units: Readonly<Record<string, number>> = {
  k: 1e3,
  thousand: 1e3,
  tausend: 1e3,
  m: 1e6,
  mm: 1e6,
  mn: 1e6,
  mio: 1e6,
  mil: 1e6,
  million: 1e6,
  millions: 1e6,
  millionen: 1e6,
  b: 1e9,
  bn: 1e9,
  billion: 1e9,
  billions: 1e9,
  mrd: 1e9,
}
const amount =
  /(\d(?:[\d.,'’ \u00a0\u202f]*\d)?)\s*(k|thousand|tausend|mm|mn|mio|millionen|millions?|mil|m|bn|billions?|b|mrd)?(?![\p{L}\d])/giu
const upTo = /^\s*(?:<|≤|(?:less|fewer) than|under|below|up to|at most|unter|bis)/iu
const none = /^\s*(?:none|zero)\b/i

/** Digits as people group them: 1,000,000 · 1.000.000 · 1 000 000 · 1.5 · 1,5. */
function readDigits(written: string): number {
  const tight = written.replaceAll(/[ '’\u00a0\u202f]/g, '')
  const grouped = /^\d{1,3}(?:[.,]\d{3})+$/.test(tight)
  if (grouped) return Number(tight.replaceAll(/[.,]/g, ''))
  const point = Math.max(tight.lastIndexOf('.'), tight.lastIndexOf(','))
  if (point < 0) return Number(tight)
  return Number(`${tight.slice(0, point).replaceAll(/[.,]/g, '')}.${tight.slice(point + 1)}`)
}

/**
 * How much somebody wrote, cautiously: the lower end of a range, nothing for an upper bound or words. "5 to 10 million" → 5000000,
 * "10k-50k" → 10000, "< 1 million" → null. The text itself is kept beside it (B7).
 */
export function readVolume(text: string): number | null {
  if (none.test(text)) return 0
  if (upTo.test(text) || text.length > 200) return null
  const found = [...text.matchAll(amount)].map(([, digits = '', unit]) => ({
    bare: readDigits(digits),
    factor: unit ? units[unit.toLowerCase()] : undefined,
  }))
  const [first, second] = found
  if (!first) return /^\s*an?\s+million/i.test(text) ? 1e6 : null
  // "5 to 10 million": the unit stands once, behind the second number.
  const factor = first.factor ?? (second?.factor && first.bare <= second.bare ? second.factor : 1)
  const value = Math.round(first.bare * factor)
  return Number.isSafeInteger(value) ? value : null
}
