import { spawn } from 'node:child_process'
import path from 'node:path'

export const ROOT = path.join(import.meta.dirname, '..')

export interface Outcome {
  ok: boolean
  output: string
}

/** Runs a program in the root folder and keeps what it says, for when it fails. */
export function runCommand(program: string, args: string[], env: Record<string, string> = {}): Promise<Outcome> {
  return new Promise(resolve => {
    const child = spawn(program, args, { cwd: ROOT, env: { ...process.env, ...env }, stdio: ['ignore', 'pipe', 'pipe'] })
    let output = ''
    const keep = (text: string): void => {
      output += text
    }
    child.stdout.setEncoding('utf8').on('data', keep)
    child.stderr.setEncoding('utf8').on('data', keep)
    child.once('error', error => resolve({ ok: false, output: error.message }))
    child.once('close', code => resolve({ ok: code === 0, output }))
  })
}

/** A program of one of the packages. */
export const runTool = (name: string, args: string[], env?: Record<string, string>): Promise<Outcome> =>
  runCommand(path.join(ROOT, 'node_modules', '.bin', name), args, env)
