import { z } from 'zod'
import { JsonText, Reply, route } from '../../platform/http/route.ts'
import type { Module } from '../../platform/module.ts'
import { notFound } from '../../platform/refuse.ts'
import { PLAYBOOKS, playbookByKey } from '../../playbooks/playbooks.ts'
import { apply, undoPlaybook } from './apply.ts'
import { readWorkspace } from './playbook.queries.ts'
import { printPlaybook } from './playbook_file.rule.ts'
import { playbookAbout } from './playbook_setting.ts'
import { preview } from './preview.ts'

const tag = 'Playbook'
const place = z.object({ field: z.string(), code: z.string(), message: z.string() })
const outcomes = z.array(
  z.object({
    key: z.string(),
    label: z.string(),
    differences: z.array(
      z.object({
        path: z.array(z.string()),
        kind: z.enum(['added', 'removed', 'changed', 'reordered']),
        before: z.unknown().optional(),
        after: z.unknown().optional(),
      }),
    ),
    notes: z.array(z.string()),
    errors: z.array(place),
  }),
)
const asFile = (playbook: Readonly<Record<string, unknown>>) =>
  new Reply(200, new JsonText(printPlaybook(playbook)), {
    'content-disposition': `attachment; filename="${String(playbook.key)}.playbook.json"`,
  })

/** The process of a workspace as one readable file: out, in, and what would change. */
export const playbooks: Module = {
  name: 'playbooks',
  undos: { playbook: undoPlaybook },
  routes: [
    route({
      method: 'GET',
      path: '/api/v1/playbook',
      tag,
      auth: 'settings',
      summary: 'Export the process as a playbook',
      description:
        'Everything Settings has but people, keys and the workspace itself, by names and never by ids. The same process is always the same text.',
      run: async ctx => asFile(await readWorkspace(ctx)),
    }),
    route({
      method: 'GET',
      path: '/api/v1/playbooks',
      tag,
      auth: 'settings',
      summary: 'List the playbooks that ship',
      response: z.object({ data: z.array(playbookAbout) }),
      run: async () => ({ data: PLAYBOOKS.map(({ key, label, description }) => ({ key, label, description })) }),
    }),
    route({
      method: 'GET',
      path: '/api/v1/playbooks/{key}',
      tag,
      auth: 'settings',
      summary: 'Read a playbook that ships',
      params: z.object({ key: z.string() }),
      run: async (_ctx, { params }) => {
        const playbook = playbookByKey(params.key)
        if (!playbook) throw notFound('There is no such playbook.')
        return asFile(playbook)
      },
    }),
    route({
      method: 'POST',
      path: '/api/v1/playbook/preview',
      tag,
      auth: 'settings',
      summary: 'Say what a playbook would change',
      body: z.strictObject({ playbook: z.unknown() }),
      response: z.object({ sections: outcomes }),
      run: (ctx, { body }) => preview(ctx, body.playbook),
    }),
    route({
      method: 'POST',
      path: '/api/v1/playbook/apply',
      tag,
      auth: 'settings',
      summary: 'Apply a playbook',
      description:
        'All of it, or the sections named by the keys that the preview answers. In one transaction, refused as a whole; undone under Recent changes.',
      body: z.strictObject({ playbook: z.unknown(), sections: z.array(z.string()).min(1).max(100).optional() }),
      response: z.object({ batch_id: z.string(), sections: outcomes }),
      run: (ctx, { body }) => apply(ctx, body.playbook, body.sections),
    }),
  ],
}
