/** A name that programs can use for words that people chose; never one that is taken. Names of fields begin with a letter, values need not. */
export function keyFor(words: string, taken: readonly string[], begin: 'letter' | 'any' = 'letter'): string {
  const plain = words
    .normalize('NFKD')
    .replace(/\p{M}/gu, '')
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, '_')
    .replace(/^_+|_+$/g, '')
    .slice(0, 40)
  const base = plain !== '' && (begin === 'any' || /^[a-z]/.test(plain)) ? plain : `x_${plain || 'value'}`
  if (!taken.includes(base)) return base
  for (let number = 2; ; number++) if (!taken.includes(`${base}_${number}`)) return `${base}_${number}`
}
