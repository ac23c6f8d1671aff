import { enableCompileCache } from 'node:module'
import path from 'node:path'
import { parseArgs } from 'node:util'
import v8 from 'node:v8'
import { Refusal } from '../platform/refuse.ts'
import { StartError } from '../platform/start_error.ts'
import { answer, type Command, UsageError, type Values } from './command.ts'
import { commands } from './commands.ts'

// Stripped and compiled files are kept: a second start takes half of the time.
enableCompileCache(path.join(import.meta.dirname, '..', '..', 'node_modules', '.cache', 'compiled'))
// New objects are collected a little more often, which keeps an idle program some 60 MB smaller.
v8.setFlagsFromString('--semi-space-growth-factor=1')

const WRONG = 1
const MISUSED = 2

/** The command line: finds the command, reads its options, turns what goes wrong into one line and an exit code. */
async function hedgerow(args: string[]): Promise<number> {
  const command = commands.find(one => one.name.split(' ').every((word, index) => args[index] === word))
  if (!command) return unknown(args)
  const rest = args.slice(command.name.split(' ').length)
  try {
    const { values, positionals } = parse(command, rest)
    if (values.help === true) {
      answer(helpOf(command))
      return 0
    }
    return await command.run(values, positionals)
  } catch (error) {
    return explain(error, command)
  }
}

function parse(command: Command, args: string[]): { values: Values; positionals: string[] } {
  try {
    const options = { ...command.options, help: { type: 'boolean', short: 'h' } } as const
    const { values, positionals } = parseArgs({ args, options, allowPositionals: true, strict: true })
    const [least, most] = command.words
    if (values.help !== true && (positionals.length < least || positionals.length > most))
      throw new UsageError(positionals.length < least ? 'Something is missing.' : `There is one word too many: ${positionals.at(-1)}`)
    return { values: { ...values }, positionals }
  } catch (error) {
    if (error instanceof TypeError) throw new UsageError(error.message)
    throw error
  }
}

function unknown(args: string[]): number {
  const [first] = args
  const asksForHelp = first === undefined || first === '--help' || first === '-h' || first === 'help'
  if (asksForHelp) {
    answer(overview())
    return 0
  }
  const near = commands.filter(one => one.name.startsWith(`${first} `))
  if (near.length > 0) {
    const wanted = args.includes('--help') || args.includes('-h')
    const text = near.map(helpOf).join('\n\n')
    if (wanted) answer(text)
    else console.error(text)
    return wanted ? 0 : MISUSED
  }
  console.error(`There is no command “${first}”.\n\n${overview()}`)
  return MISUSED
}

function explain(error: unknown, command: Command): number {
  if (error instanceof UsageError) {
    console.error(`${error.message}\n\n${helpOf(command)}`)
    return MISUSED
  }
  if (error instanceof StartError) console.error(error.message)
  else if (error instanceof Refusal) console.error([error.message, ...error.errors.map(one => `  ${one.field}: ${one.message}`)].join('\n'))
  else if (error instanceof Error && 'issues' in error && Array.isArray(error.issues))
    console.error(error.issues.map(issue => `${String(issue.path?.join('.') ?? '')}: ${String(issue.message)}`).join('\n'))
  else console.error(error instanceof Error ? (error.stack ?? error.message) : String(error))
  return WRONG
}

const columns = (rows: readonly (readonly [string, string])[]): string => {
  const width = Math.max(...rows.map(([left]) => left.length))
  return rows.map(([left, right]) => `  ${left.padEnd(width)}  ${right}`).join('\n')
}

const overview = (): string =>
  `Hedgerow, the CRM of product-led teams.\n\nUse: hedgerow <command> [options]\n\n${columns(commands.map(one => [one.name, one.summary]))}\n\nhedgerow <command> --help says more. Settings come from the environment or .env (docs/operations.md).`

const helpOf = (command: Command): string =>
  `hedgerow ${command.name} ${command.usage}\n  ${command.summary}.${command.help.length > 0 ? `\n\n${columns(command.help)}` : ''}`

process.exitCode = await hedgerow(process.argv.slice(2))
// The channel to run.js would keep a finished process alive.
if (process.connected) process.disconnect()
