import type { ParsedMessage } from './parse_message.rule.ts'

/** A mail, parsed (B1). The parsers are loaded with the first one: a program that waits for mail does not carry them. */
export const readMessage = async (raw: Buffer): Promise<ParsedMessage> => (await import('./parse_message.rule.ts')).parseMessage(raw)
