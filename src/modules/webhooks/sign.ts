import { createHmac } from 'node:crypto'

/** The header `Hedgerow-Signature`: HMAC-SHA256 over `t.body`, so that neither time nor text can be changed (contract.md). */
export function sign(secret: string, body: string, now: Date): string {
  const t = Math.floor(now.getTime() / 1_000)
  return `t=${t},v1=${createHmac('sha256', secret).update(`${t}.${body}`).digest('hex')}`
}
