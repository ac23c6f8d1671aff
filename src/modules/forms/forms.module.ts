import type { Module } from '../../platform/module.ts'
import { form } from './form.object.ts'
import { formChecks } from './form_checks.ts'
import { crossOrigin, formRoutes } from './form_routes.ts'

/** Public forms: their pages, the script that embeds them, and what they send (B7). */
export const forms: Module = {
  name: 'forms',
  objects: [form],
  derivations: [formChecks],
  routes: formRoutes,
  mount: app => {
    app.options('/capture/forms/:slug', async (_request, reply) => reply.code(204).headers(crossOrigin).send())
  },
}
