import { type Logger, pino } from 'pino'
import pretty from 'pino-pretty'

/** One JSON object a line for machines; lines for people on a terminal, unless in production. */
export function createLogger(options: { level: string; production: boolean }): Logger {
  const settings = {
    level: options.level,
    base: undefined,
    redact: { paths: ['req.headers.authorization', 'req.headers.cookie', 'res.headers["set-cookie"]'], censor: '…' },
  }
  if (options.production || !process.stdout.isTTY) return pino({ ...settings, timestamp: pino.stdTimeFunctions.isoTime })
  return pino(settings, pretty({ colorize: true, translateTime: 'SYS:HH:MM:ss', ignore: 'pid,hostname,req,res,reqId', sync: true }))
}
