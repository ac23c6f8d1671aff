import { z } from 'zod'
import { reach } from '../../platform/actor.ts'
import type { Context } from '../../platform/context.ts'
import { route } from '../../platform/http/route.ts'
import { listRecords } from '../../platform/object/list.ts'
import { mayAtAll, mayEdit, readableFields } from '../../platform/object/permission.ts'
import type { ObjectType } from '../../platform/object/registry.ts'
import { workspaceSetting } from '../../platform/settings/workspace.ts'
import { handsOnSetting, poolSetting, qualificationSetting, slaSetting } from '../leads/lead_settings.ts'
import { opportunitiesSetting } from '../opportunities/opportunity_settings.ts'
import { loadPipelines } from '../pipelines/pipelines.queries.ts'
import { scoresSetting } from '../scoring/score_settings.ts'
import { scoreRange } from '../scoring/score_table.rule.ts'
import { winningSetting } from '../winning/winning_settings.ts'
import { workingHoursSetting } from '../working_hours/working_hours_setting.ts'

function describe(ctx: Context, type: ObjectType) {
  const verb = (action: 'create' | 'update' | 'delete') =>
    type.settings ? (ctx.actor.rights.settings ? 'all' : 'none') : reach(ctx.actor, type.name, action)
  return {
    name: type.name,
    plural: type.plural,
    label: type.label,
    title: type.title,
    owner: type.owner ?? null,
    pool: type.pool ?? false,
    list: type.list,
    custom: type.custom ?? false,
    child: type.child ?? false,
    searchable: type.searchable ?? false,
    without: type.without ?? [],
    fields: Object.fromEntries(
      readableFields(ctx.actor, type).map(name => {
        const { kind, label, help, required, demanded, sort, search, options, to, custom, change, section, integer } =
          type.fields[name] ?? {}
        return [
          name,
          {
            kind,
            label,
            help,
            required: required || demanded || false,
            sort: sort ?? false,
            search: search ?? false,
            options,
            to,
            custom,
            change: change ?? 'edit',
            section,
            integer,
            can_edit: mayEdit(ctx.actor, type, name),
          },
        ]
      }),
    ),
    can: { read: reach(ctx.actor, type.name, 'read'), create: verb('create'), update: verb('update'), delete: verb('delete') },
  }
}

/** The views of all lists; null when there are too many to bring along: each list then asks for its own. */
async function allViews(ctx: Context) {
  const type = ctx.registry.get('view')
  if (!mayAtAll(ctx.actor, type, 'read')) return []
  const { rows, nextCursor } = await listRecords(ctx, type, { limit: 200 })
  return nextCursor ? null : rows
}

/** What the page needs to draw itself: who I am, what I may do, every object with its fields as they are now. */
export const metaRoute = route({
  method: 'GET',
  path: '/api/v1/meta',
  tag: 'Settings',
  auth: 'user',
  summary: 'What the page needs to draw itself',
  response: z.looseObject({}),
  run: async ctx => {
    const users = await ctx.tx
      .selectFrom('user')
      .select([
        'id',
        'name',
        'email',
        'active',
        'role',
        'time_zone',
        'team_ids',
        'out_of_office_from',
        'out_of_office_until',
        'two_factor_enabled',
      ])
      .orderBy('name')
      .execute()
    const roles = await ctx.tx.selectFrom('role').select(['key', 'rights']).execute()
    const workers = new Set(
      roles.filter(({ rights }) => (rights.objects.lead ?? rights.objects['*'])?.update !== 'none').map(({ key }) => key),
    )
    const me = users.find(user => user.id === ctx.actor.user?.id)
    const workspace = ctx.settings.get(workspaceSetting)
    const { questions, checklists } = ctx.settings.get(qualificationSetting)
    const tables = ctx.settings.get(scoresSetting)
    const statuses = ctx.registry.get('lead').fields.status?.options ?? []
    return {
      workspace,
      smtp_port: ctx.ports.smtpPort,
      me: {
        ...me,
        two_factor: me?.two_factor_enabled ?? false,
        team_user_ids: ctx.actor.user?.team_user_ids ?? [],
        rights: ctx.actor.rights,
      },
      users: users.map(({ two_factor_enabled, ...user }) => ({ ...user, works_leads: workers.has(user.role) })),
      objects: ctx.registry.all().map(type => describe(ctx, type)),
      pipelines: await loadPipelines(ctx),
      views: await allViews(ctx),
      settings: {
        lead_statuses: statuses.map(status => ({ ...status, checklist: checklists[status.value] ?? [] })),
        qualification_questions: questions,
        sla_hours: ctx.settings.get(slaSetting).hours,
        sla_warning_hours: ctx.settings.get(slaSetting).warning_hours,
        working_hours: ctx.settings.get(workingHoursSetting).enabled,
        pool: ctx.settings.get(poolSetting),
        hands_on: ctx.settings.get(handsOnSetting),
        opportunities: ctx.settings.get(opportunitiesSetting),
        winning: ctx.settings.get(winningSetting),
        score_max: scoreRange(tables.lead).max,
        icp_score_max: scoreRange(tables.icp).max,
      },
    }
  },
})
