import './auth.css'
import type { FormEvent, ReactNode } from 'react'
import { useTitle } from '../../shell/use_title.ts'
import { Mark } from '../../ui/Icon.tsx'

interface AuthFrameProps {
  title: string
  intro?: ReactNode
  children?: ReactNode
  wide?: boolean
}

/** The column that every page before sign-in stands in. */
export function AuthFrame({ title, intro, children, wide }: AuthFrameProps) {
  useTitle(title)
  return (
    <main className="auth" id="main">
      <div className={wide ? 'auth-in wide' : 'auth-in'}>
        <div className="auth-mark">
          <Mark /> Hedgerow
        </div>
        <h1>{title}</h1>
        {intro && <p className="auth-intro">{intro}</p>}
        {children}
      </div>
    </main>
  )
}

/** A form of such a page; the refusal stands above its button, where the eye is. */
export function AuthForm({ onSubmit, children }: { onSubmit: () => void; children: ReactNode }) {
  const submit = (event: FormEvent) => {
    event.preventDefault()
    onSubmit()
  }
  return (
    <form onSubmit={submit} noValidate>
      {children}
    </form>
  )
}

export function Refusal({ children }: { children: string | null }) {
  return (
    <div role="alert" className={children ? 'note bad' : 'sr'}>
      {children}
    </div>
  )
}
