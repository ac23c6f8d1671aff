import { type Logger, pino } from 'pino'

/** One JSON object a line for machines; lines for people on a terminal, unless in production. */
export async function createLogger(options: { level: string; production: boolean }): Promise<Logger> {
  const settings = {
    level: options.level,
    base: undefined,
    redact: { paths: ['req.headers.authorization', 'req.headers.cookie', 'res.headers["set-cookie"]'], censor: '…' },
  }
  if (options.production || !process.stdout.isTTY) return pino({ ...settings, timestamp: pino.stdTimeFunctions.isoTime })
  const { default: pretty } = await import('pino-pretty')
  return pino(settings, pretty({ colorize: true, translateTime: 'SYS:HH:MM:ss', ignore: 'pid,hostname,req,res,reqId', sync: true }))
}
