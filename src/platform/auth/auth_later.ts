import type { Auth, AuthParts } from './auth.ts'

/** Sign-in, loaded with the first request for it: sessions are read without it, and it is a tenth of an idle program's memory. */
export function authLater(parts: AuthParts): Auth {
  let loaded: Promise<Auth> | null = null
  return {
    handler: async request => {
      loaded ??= import('./auth.ts').then(({ createAuth }) => createAuth(parts))
      return (await loaded).handler(request)
    },
  }
}
