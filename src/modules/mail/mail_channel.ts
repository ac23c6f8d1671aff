import type { Channel } from '../inbound/channel.ts'

const later = () => import('./process_mail.ts')

/** Mail as a way in. What understands it is loaded with the first mail, like its parsers. */
export const mailChannel: Channel = {
  name: 'mail',
  process: async (ctx, inbound, raw) => (await later()).processMail(ctx, inbound, raw),
  asLead: async (ctx, inbound, raw) => (await later()).mailAsLead(ctx, inbound, raw),
  file: async (ctx, inbound, raw, on) => (await later()).fileMail(ctx, inbound, raw, on),
}
