import { type CSSVariablesResolver, createTheme, type MantineColorSchemeManager } from '@mantine/core'

type Shades = [string, string, string, string, string, string, string, string, string, string]
const hedge: Shades = ['#e6f0e9', '#cfe5d8', '#abd6bd', '#83c9a2', '#4f9f78', '#3f8561', '#2e7a56', '#256a49', '#1f5a3d', '#184831']
const gray: Shades = ['#f8f7f4', '#eeece7', '#e7e4de', '#d3cfc7', '#b8b3a9', '#8b857a', '#6a655c', '#55514a', '#36332e', '#1d1b18']
const dark: Shades = ['#edebe6', '#b5b0a7', '#a09a8f', '#7b756b', '#403c37', '#2d2a27', '#22201d', '#191816', '#161513', '#131211']
const fade = { transitionProps: { duration: 120 } }

/** Mantine's parts in the tokens of styles/tokens.css. */
export const theme = createTheme({
  primaryColor: 'hedge',
  primaryShade: { light: 8, dark: 6 },
  colors: { hedge, gray, dark },
  black: '#1d1b18',
  fontFamily: 'var(--font)',
  fontFamilyMonospace: 'var(--mono)',
  fontSizes: { xs: '12px', sm: '13px', md: '14px', lg: '16px', xl: '20px' },
  lineHeights: { xs: '16px', sm: '20px', md: '20px', lg: '24px', xl: '28px' },
  spacing: { xs: '4px', sm: '8px', md: '12px', lg: '16px', xl: '24px' },
  radius: { xs: '4px', sm: '4px', md: '6px', lg: '8px', xl: '999px' },
  defaultRadius: 'md',
  shadows: { xs: 'var(--shadow-1)', sm: 'var(--shadow-1)', md: 'var(--shadow-2)', lg: 'var(--shadow-2)', xl: 'var(--shadow-2)' },
  respectReducedMotion: true,
  focusRing: 'auto',
  cursorType: 'pointer',
  components: { Popover: { defaultProps: { shadow: 'md', radius: 'lg', ...fade } } },
})

const scheme = {
  '--mantine-color-body': 'var(--surface)',
  '--mantine-color-text': 'var(--text)',
  '--mantine-color-dimmed': 'var(--text-3)',
  '--mantine-color-placeholder': 'var(--text-3)',
  '--mantine-color-default-border': 'var(--border-strong)',
  '--mantine-color-default-hover': 'var(--surface-2)',
  '--mantine-color-error': 'var(--danger)',
  '--mantine-color-anchor': 'var(--accent-text)',
  '--mantine-color-disabled': 'var(--surface-2)',
  '--mantine-color-disabled-color': 'var(--text-3)',
}
export const cssVariablesResolver: CSSVariablesResolver = () => ({ variables: {}, light: scheme, dark: scheme })

const storageKey = 'hedgerow.theme'
export type Scheme = 'light' | 'dark' | 'auto'
const isScheme = (value: unknown): value is Scheme => value === 'light' || value === 'dark' || value === 'auto'

/** Where the chosen theme is kept; public/theme.js reads the same key before the first paint. */
export const colorSchemeManager: MantineColorSchemeManager = {
  get: fallback => {
    try {
      const chosen = localStorage.getItem(storageKey)
      return isScheme(chosen) ? chosen : fallback
    } catch {
      return fallback
    }
  },
  set: value => {
    try {
      localStorage.setItem(storageKey, value)
    } catch (error) {
      console.error('The theme could not be kept.', error)
    }
  },
  subscribe: () => undefined,
  unsubscribe: () => undefined,
  clear: () => {
    localStorage.removeItem(storageKey)
  },
}
