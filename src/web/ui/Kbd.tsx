const apple = /Mac|iPhone|iPad/.test(navigator.platform)

const caps: Record<string, string> = {
  mod: apple ? '⌘' : 'Ctrl ',
  shift: '⇧',
  enter: '↵',
  escape: 'Esc',
  up: '↑',
  down: '↓',
  left: '←',
  right: '→',
  backspace: '⌫',
}

/** `mod+k` as its key cap: ⌘K, or Ctrl K where there is no such key. */
export const capOf = (keys: string): string =>
  keys
    .split('+')
    .map(key => caps[key] ?? (key.length === 1 ? key.toUpperCase() : key))
    .join('')

/** A key cap; a sequence (`g l`) is several. */
export function Kbd({ children }: { children: string }) {
  return (
    <>
      {children.split(' ').map((keys, index) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: a sequence may hold the same key twice and never changes
        <kbd key={index} aria-hidden>
          {capOf(keys)}
        </kbd>
      ))}
    </>
  )
}
