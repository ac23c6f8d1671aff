import type { Logger } from 'pino'
import type { Config } from '../app/config.ts'
import { openGround } from '../app/program.ts'
import { workspaceSetting } from '../platform/settings/workspace.ts'
import { fillDemo, signIns } from './fill_demo.ts'

/** For `start --demo`: fills an empty workspace before the program starts; one that is the demo already stays as it is. */
export async function fillDemoHere(config: Config, log: Logger): Promise<string[]> {
  const ground = await openGround(config, log)
  try {
    if (ground.settings.get(workspaceSetting).demo) return await signIns(ground, config)
    log.info('Filling the workspace with the demo company (once; some seconds) …')
    return await fillDemo(ground, config)
  } finally {
    await ground.close()
  }
}
