/** A large number as it is said: 6.2 M, 412 k, 12,500. Rounded down, so that it never reads as if it had reached a line that it has not. */
export function shortNumber(value: number): string {
  const [divisor, unit] = value >= 1e9 ? [1e9, ' bn'] : value >= 1e6 ? [1e6, ' M'] : value >= 1e5 ? [1e3, ' k'] : [1, '']
  return `${(Math.floor((value / divisor) * 10) / 10).toLocaleString('en')}${unit}`
}
