import type { ReactNode } from 'react'
import { Kbd } from '../ui/Kbd.tsx'

/** One line that teaches the keys of this page; at the right, what the list adds up to. */
export function HintBar({ hints, children }: { hints: [keys: string, word: string][]; children?: ReactNode }) {
  return (
    <footer className="hints">
      {[...hints, ['?', 'all keys'] as const].map(([keys, word]) => (
        <span key={word}>
          <Kbd>{keys}</Kbd> {word}
        </span>
      ))}
      <span className="grow" />
      {children}
    </footer>
  )
}
