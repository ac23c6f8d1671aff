import { createContext, useContext } from 'react'

interface ShellActions {
  /** Opens ⌘K, with something typed already. */
  openPalette: (text?: string) => void
  openKeys: () => void
}

export const ShellContext = createContext<ShellActions>({ openPalette: () => undefined, openKeys: () => undefined })
export const useShell = (): ShellActions => useContext(ShellContext)
