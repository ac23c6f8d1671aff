import 'react'

declare module 'react' {
  interface CSSProperties {
    /** Share of a bar that is filled. */
    '--v'?: string
  }
}
