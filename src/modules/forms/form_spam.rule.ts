/** What is known of a submission that tells people from machines. */
export interface SpamSigns {
  /** A field that no person sees was filled in. */
  trapped: boolean
  /** Between showing the form and sending it; null when it was not our page. */
  seconds: number | null
  answers: readonly { field: string | null; value: string }[]
}

const link = /https?:\/\/|\bwww\./gi
const markup = /\[url[=\]]|\[link=|<a\s+href/i
const trades: readonly RegExp[] = [
  /\b(?:seo|backlinks?|link[- ]building)\b.*\b(?:services?|agency|experts?|packages?|offer|rank)/is,
  /\b(?:guest|sponsored) posts?\b/i,
  /\b(?:first|top) (?:page|spot|position)s? (?:of|on|in) google\b/i,
  /\b(?:online )?casinos?\b|\bsports? betting\b/i,
  /\b(?:viagra|cialis|levitra)\b/i,
  /\b(?:crypto|bitcoin)\b.*\b(?:invest|profit|airdrop|giveaway|doubl)/is,
  /\b(?:payday|personal|business) loans?\b.*\b(?:approv|rate|offer|apply)/is,
  /\bporn\b|\bsex dating\b|\bhot (?:girls|singles)\b/i,
]
const fastest = 2
const enough = 2

/**
 * Whether a submission is spam, and why: each sign weighs, and no weak one is enough by itself. It goes to the spam list, where
 * one click makes it a lead (B13).
 */
export function judgeSpam({ trapped, seconds, answers }: SpamSigns): { spam: boolean; reasons: string[] } {
  const signs: [weight: number, reason: string][] = []
  if (trapped) signs.push([2, 'a field that people do not see was filled in'])
  if (seconds !== null && seconds < fastest) signs.push([1, `it was sent within ${fastest} seconds`])
  const text = answers
    .map(answer => answer.value)
    .join('\n')
    .slice(0, 5_000)
  if (answers.some(({ field, value }) => field && field !== 'website' && field !== 'sales_form_message' && value.match(link)))
    signs.push([2, 'a web address stands where a name or a word is asked'])
  if (markup.test(text)) signs.push([2, 'it contains the code of links'])
  const links = text.match(link)?.length ?? 0
  if (links >= 5) signs.push([2, `it contains ${links} links`])
  else if (links >= 3) signs.push([1, `it contains ${links} links`])
  const found = trades.filter(pattern => pattern.test(text)).length
  if (found > 0) signs.push([found, 'its words are those of advertising'])
  const weight = signs.reduce((sum, [one]) => sum + one, 0)
  return { spam: weight >= enough, reasons: signs.map(([, reason]) => reason) }
}
