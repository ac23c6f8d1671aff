import fs from 'node:fs'
import { apply } from '../modules/playbooks/apply.ts'
import { readWorkspace } from '../modules/playbooks/playbook.queries.ts'
import { largestFile, printPlaybook } from '../modules/playbooks/playbook_file.rule.ts'
import { preview, type ShownOutcome } from '../modules/playbooks/preview.ts'
import { Refusal } from '../platform/refuse.ts'
import { playbookByKey } from '../playbooks/playbooks.ts'
import { answer, answerJson, UsageError, type Values } from './command.ts'
import { onGround } from './ground.ts'

/** `hedgerow playbook export`: the process as one file, to standard output. */
export async function playbookExport(): Promise<number> {
  process.stdout.write(await onGround(({ begin }) => begin('command_line', async ctx => printPlaybook(await readWorkspace(ctx)))))
  return 0
}

/** `hedgerow playbook apply`: takes a file over, or says what it would change. */
export async function playbookApply(values: Values, [file = '']: string[]): Promise<number> {
  const given = playbookByKey(file) ?? readFile(file)
  try {
    const { sections } = await onGround(({ begin }) =>
      begin('command_line', ctx => (values.preview === true ? preview(ctx, given) : apply(ctx, given))),
    )
    if (values.json === true) answerJson({ sections })
    else answer(told(sections, values.preview === true))
    return sections.some(one => one.errors.length > 0) ? 1 : 0
  } catch (error) {
    if (!(error instanceof Refusal)) throw error
    if (values.json === true) answerJson({ error: { code: error.code, message: error.message, errors: error.errors } })
    process.stderr.write(`${[error.message, ...error.errors.map(one => `  ${one.field}: ${one.message}`)].join('\n')}\n`)
    return 1
  }
}

function readFile(file: string): unknown {
  const text = fs.existsSync(file) && fs.statSync(file).size <= largestFile * 2 ? fs.readFileSync(file, 'utf8') : null
  if (text === null) throw new UsageError(`${file} is no file that can be read, and no playbook that ships.`)
  try {
    return JSON.parse(text)
  } catch (error) {
    throw new UsageError(`${file} is not JSON: ${error instanceof Error ? error.message : ''}`)
  }
}

function told(sections: readonly ShownOutcome[], isPreview: boolean): string {
  const lines = sections.flatMap(({ label, differences, notes, errors }) => {
    const inner = [
      ...differences.map(
        one =>
          `  ${one.kind}: ${one.path.join(' › ')}${one.kind === 'changed' ? ` (${JSON.stringify(one.before)} to ${JSON.stringify(one.after)})` : ''}`,
      ),
      ...errors.map(one => `  cannot be applied: ${one.field}: ${one.message}`),
      ...(differences.length + errors.length > 0 ? notes.map(note => `  note: ${note}`) : []),
    ]
    return inner.length > 0 ? [label, ...inner] : []
  })
  return lines.length > 0 ? lines.join('\n') : isPreview ? 'Nothing would change.' : 'Nothing changed.'
}
