import { parseArgs } from 'node:util'
import { type Step, steps, type Tally } from './steps.ts'

/** `npm test`: everything, in order, going on after failures. `npm test -- --only rules,commands` for some of it. */
async function main(): Promise<void> {
  const { values } = parseArgs({ options: { only: { type: 'string' } } })
  const wanted = values.only?.split(',')
  const unknown = wanted?.find(name => !steps.some(step => step.name === name))
  if (unknown) {
    console.error(`There is no step ${unknown}. Steps: ${steps.map(step => step.name).join(', ')}`)
    process.exit(2)
  }
  let passed = 0
  let failed = 0
  for (const step of steps.filter(({ name }) => !wanted || wanted.includes(name))) {
    const tally = await runStep(step)
    passed += tally.passed
    failed += tally.failed
  }
  say(`${passed} passed, ${failed} failed`)
  process.exitCode = failed > 0 ? 1 : 0
}

async function runStep(step: Step): Promise<Tally> {
  const start = performance.now()
  const tally = await step.run().catch((error: unknown): Tally => {
    return { passed: 0, failed: 1, output: error instanceof Error ? (error.stack ?? error.message) : String(error) }
  })
  const seconds = `${((performance.now() - start) / 1000).toFixed(1)} s`.padStart(8)
  if (tally.failed > 0 && tally.output) say(tally.output.trimEnd())
  const word = tally.failed > 0 ? 'FAILED ' : tally.skipped ? 'SKIPPED' : 'ok     '
  say(`${word} ${step.name.padEnd(26)}${seconds}  ${tally.skipped ?? `${tally.passed} passed, ${tally.failed} failed`}`)
  return tally
}

function say(line: string): void {
  process.stdout.write(`${line}\n`)
}

await main()
