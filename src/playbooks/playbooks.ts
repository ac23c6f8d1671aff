import { enterpriseAndStartup } from './enterprise_and_startup.ts'
import type { Playbook } from './playbook.ts'
import { productLed } from './product_led.ts'
import { singlePipeline } from './single_pipeline.ts'

/** The playbooks that ship, the default first. */
export const PLAYBOOKS: readonly Playbook[] = [productLed, singlePipeline, enterpriseAndStartup]

/** A playbook by its key, or undefined; `product-led` is as good as `product_led`. */
export const playbookByKey = (key: string): Playbook | undefined => PLAYBOOKS.find(playbook => playbook.key === key.replaceAll('-', '_'))
