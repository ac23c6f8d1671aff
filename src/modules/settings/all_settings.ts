import type { Setting } from '../../platform/settings/settings.ts'
import { workspaceSetting } from '../../platform/settings/workspace.ts'
import { assignmentSetting } from '../assignment/assignment_settings.ts'
import { conversionSetting, handsOnSetting, poolSetting, qualificationSetting, slaSetting } from '../leads/lead_settings.ts'
import { notificationSetting } from '../notifications/notification_settings.ts'
import { opportunitiesSetting } from '../opportunities/opportunity_settings.ts'
import { playbookSetting } from '../playbooks/playbook_setting.ts'
import { productEventsSetting } from '../product_events/product_event_settings.ts'
import { scoresSetting } from '../scoring/score_settings.ts'
import { sequencesSetting } from '../sequences/sequences_settings.ts'
import { ticketsSetting } from '../tickets/ticket_settings.ts'
import { winningSetting } from '../winning/winning_settings.ts'
import { workingHoursSetting } from '../working_hours/working_hours_setting.ts'

/** The documents that say how a team works, in the order of a playbook's file. */
export const processSettings: readonly Setting<unknown>[] = [
  assignmentSetting,
  scoresSetting,
  handsOnSetting,
  slaSetting,
  workingHoursSetting,
  poolSetting,
  qualificationSetting,
  conversionSetting,
  ticketsSetting,
  opportunitiesSetting,
  winningSetting,
  productEventsSetting,
  sequencesSetting,
  notificationSetting,
] as readonly Setting<unknown>[]

/** Every settings document of the program. */
export const allSettings: readonly Setting<unknown>[] = [
  workspaceSetting as Setting<unknown>,
  playbookSetting as Setting<unknown>,
  ...processSettings,
]
