import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import fastifyStatic from '@fastify/static'
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import { problem, problemType } from './problem.ts'
import { contentSecurity, scriptHash } from './security_headers.ts'

/** Files under /assets/ carry a hash of their content in their name. */
const cacheOf = (path: string): string => (/[\\/]assets[\\/]/.test(path) ? 'public, max-age=31536000, immutable' : 'no-cache')

const inlineScripts = (html: string): string[] =>
  [...html.matchAll(/<script(?![^>]*\bsrc=)[^>]*>([\s\S]*?)<\/script>/g)].map(match => scriptHash(match[1] ?? ''))

/** Serves the built page with its compressed siblings; every other GET outside /api gets index.html, so that links into the page work. */
export async function servePage(app: FastifyInstance, folder: string): Promise<void> {
  const index = join(folder, 'index.html')
  const built = existsSync(index)
  const policy = built ? contentSecurity(inlineScripts(readFileSync(index, 'utf8'))) : ''
  if (built)
    await app.register(fastifyStatic, {
      root: folder,
      preCompressed: true,
      wildcard: false,
      index: false,
      globIgnore: ['**/*.br', '**/*.gz', '**/index.html'],
      cacheControl: false,
      setHeaders: (reply, path) => void reply.header('cache-control', cacheOf(path)),
    })

  app.setNotFoundHandler((request: FastifyRequest, reply: FastifyReply) => {
    const path = request.url.split('?')[0] ?? ''
    const wantsPage = (request.method === 'GET' || request.method === 'HEAD') && !path.startsWith('/api/') && !path.startsWith('/assets/')
    if (wantsPage && built) return reply.header('content-security-policy', policy).sendFile('index.html')
    const detail = wantsPage ? 'The page is not built: run npm start.' : 'There is nothing at this address.'
    return reply
      .code(404)
      .type(problemType)
      .send(JSON.stringify(problem(404, 'route.not_found', detail)))
  })
}
