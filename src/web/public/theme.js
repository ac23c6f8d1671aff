// Runs before the first paint, so that a dark page never flashes white. A file of its own: the policy allows no inline script.
;(() => {
  let chosen = null
  try {
    chosen = localStorage.getItem('hedgerow.theme')
  } catch {
    chosen = null // storage may be forbidden; the system's scheme decides then
  }
  const dark = chosen === 'dark' || (chosen !== 'light' && matchMedia('(prefers-color-scheme: dark)').matches)
  document.documentElement.setAttribute('data-mantine-color-scheme', dark ? 'dark' : 'light')
})()
