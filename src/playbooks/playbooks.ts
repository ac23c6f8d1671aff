import { ENTERPRISE_AND_STARTUP } from './enterprise_and_startup.ts'
import type { Playbook } from './playbook.ts'
import { PRODUCT_LED } from './product_led.ts'
import { SINGLE_PIPELINE } from './single_pipeline.ts'

/** The playbooks that a fresh workspace can begin with; the first is the default. */
export const playbooks: readonly Playbook[] = [PRODUCT_LED, SINGLE_PIPELINE, ENTERPRISE_AND_STARTUP]
