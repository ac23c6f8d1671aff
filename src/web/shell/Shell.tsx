import { Outlet, useMatches } from '@tanstack/react-router'
import { type ComponentType, lazy, Suspense, useEffect, useState } from 'react'
import { allSent } from '../api/client.ts'
import { useLive, useOnline } from '../api/live.ts'
import { useMeta } from '../api/meta.ts'
import { useKeys } from '../keys/keys.ts'
import { useGo } from '../ui/A.tsx'
import { toast } from '../ui/toasts.ts'
import { undoLast } from '../ui/undo.ts'
import { useMedia } from '../ui/use_media.ts'
import type { PaletteProps } from './palette/Palette.tsx'
import { everyPlace } from './places.ts'
import { Rail } from './Rail.tsx'
import { ShellContext } from './shell_context.ts'
import { TabBar } from './TabBar.tsx'

const ShortcutSheet = lazy(() => import('./ShortcutSheet.tsx').then(it => ({ default: it.ShortcutSheet })))

/** Rail, page, tab bar; and what is there on every page: search, keys, live changes. */
export function Shell() {
  const meta = useMeta()
  const [over, setOver] = useState<'palette' | 'keys' | null>(null)
  const [start, setStart] = useState('')
  const narrow = useMedia('(max-width: 1359px)')
  const here = useMatches({ select: matches => matches.at(-1)?.staticData })
  const go = useGo()
  const openPalette = (text = '') => {
    setStart(text)
    setOver('palette')
  }
  useLive()
  const Palette = usePalette(over === 'palette')
  useKeys({
    'mod+k': () => openPalette(),
    '?': () => setOver('keys'),
    'mod+z': async () => {
      // Else a quick hand would take back what came before the step that is still being saved.
      await allSent()
      if (!(await undoLast())) toast('There is nothing to undo')
    },
    ...Object.fromEntries(everyPlace(meta).flatMap(({ keys, href }) => (keys ? [[keys, () => go(href)]] : []))),
  })
  return (
    <ShellContext.Provider value={{ openPalette, openKeys: () => setOver('keys') }}>
      <a className="skip" href="#main">
        Skip to the page
      </a>
      <div className={here?.slim && narrow ? 'app slim' : 'app'}>
        <Rail place={here?.place ?? ''} slim={Boolean(here?.slim && narrow)} />
        <main className="main" id="main">
          <Offline />
          <Suspense fallback={null}>
            <Outlet />
          </Suspense>
        </main>
        <TabBar place={here?.place ?? ''} />
      </div>
      {over === 'palette' && Palette && <Palette start={start} onClose={() => setOver(null)} />}
      <Suspense fallback={null}>{over === 'keys' && <ShortcutSheet onClose={() => setOver(null)} />}</Suspense>
    </ShellContext.Provider>
  )
}

/** The palette, fetched once the page stands: nothing typed after ⌘K may be lost while it loads, or while React holds it back. */
function usePalette(wanted: boolean): ComponentType<PaletteProps> | null {
  const [loaded, setLoaded] = useState<{ Palette: ComponentType<PaletteProps> } | null>(null)
  useEffect(() => {
    if (loaded) return
    const timer = setTimeout(() => void import('./palette/Palette.tsx').then(setLoaded), wanted ? 0 : 600)
    return () => clearTimeout(timer)
  }, [wanted, loaded])
  return loaded?.Palette ?? null
}

function Offline() {
  const online = useOnline()
  return (
    <div role="status" className={online ? 'sr' : 'offline'}>
      {online ? '' : 'No connection. What you see may be old; trying again.'}
    </div>
  )
}
