import { loadConfig } from '../app/config.ts'
import { fillDemo } from '../demo/fill_demo.ts'
import { answer, answerJson, type Values } from './command.ts'
import { onGround } from './ground.ts'

/** `hedgerow demo`: fills an empty workspace with the demo company. */
export async function demo(values: Values): Promise<number> {
  const signIns = await onGround(ground => fillDemo(ground, loadConfig()))
  if (values.json === true) answerJson({ sign_ins: signIns })
  else for (const line of signIns) answer(line)
  return 0
}
