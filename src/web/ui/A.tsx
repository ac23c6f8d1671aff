import { Link, useRouter } from '@tanstack/react-router'
import type { ComponentProps } from 'react'

/** A link inside the page: opens in a new tab like any other, without a reload otherwise. `href` may have a query. */
export function A({ href, ...rest }: { href: string } & Omit<ComponentProps<'a'>, 'href'>) {
  const [path = '/', query = ''] = href.split('?')
  return <Link to={path} search={Object.fromEntries(new URLSearchParams(query))} activeProps={{}} {...rest} />
}

/** Goes somewhere in the page. */
export function useGo(): (href: string, options?: { replace?: boolean }) => void {
  const { history } = useRouter()
  return (href, options) => {
    if (options?.replace) history.replace(href)
    else history.push(href)
    // A replace that a push follows at once would otherwise be swallowed, and with it the place to come back to.
    history.flush()
  }
}
