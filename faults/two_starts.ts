import type { Fault } from './fault.ts'
import { install, isReady, prepare } from './program.ts'

/** A second start on the same data folder, and one on a taken port: each is told in one line, the first program goes on. */
export const twoStarts: Fault = {
  name: 'two starts on one data folder',
  run: async () => {
    const installation = install()
    try {
      const running = await prepare(installation)
      const said: string[] = []
      const others: Record<string, string>[] = [{}, { DATA_DIR: `${installation.dataDir}-other`, PORT: String(running.port) }]
      for (const more of others) {
        const second = await installation.start(more).then(
          other => Promise.reject(new Error(`A second program runs at port ${other.port}`)),
          (error: Error) => error.message,
        )
        const lines = second
          .replace(/^The program ended with \d+: /, '')
          .trim()
          .split('\n')
        if (lines.length > 2 || /\bat .*:\d+:\d+/.test(second)) throw new Error(`Not one clear line: ${second}`)
        said.push(lines[0] ?? '')
        if (!(await isReady(running))) throw new Error('The first program was disturbed')
      }
      await installation.stop(running)
      return `told: “${said.join('” and “')}”`
    } finally {
      installation.remove()
    }
  },
}
