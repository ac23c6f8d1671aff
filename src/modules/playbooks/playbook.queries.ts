import type { Context } from '../../platform/context.ts'
import { loadNames } from './install.ts'
import { playbookSetting } from './playbook_setting.ts'
import { sections } from './sections.ts'

/** The process as it is now, as a playbook's file. */
export async function readWorkspace(ctx: Context): Promise<Record<string, unknown>> {
  const names = await loadNames(ctx)
  const settings: Record<string, unknown> = {}
  const file: Record<string, unknown> = { format: 'hedgerow-playbook/1', ...ctx.settings.get(playbookSetting), settings }
  for (const one of sections) {
    const data = await one.read(ctx, names)
    if (one.key.startsWith('settings.')) settings[one.key.slice('settings.'.length)] = data
    else if (data && Object.keys(data).length > 0) file[one.key] = data
  }
  return file
}
