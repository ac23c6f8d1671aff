import type { CountryCode } from 'libphonenumber-js'
import { findPhoneNumbersInText } from 'libphonenumber-js'

export type Signature = { phone: string | null; title: string | null; company: string | null }

const closing =
  /^(?:(?:many |kind |best |warm )?(?:thanks|regards|wishes)|thank you|thx|cheers|best|sincerely|yours (?:sincerely|truly|faithfully)|(?:mit )?(?:freundlichen?|besten|herzlichen|viele[nr]?|liebe|beste) gr(?:ü|ue)(?:ß|ss)en?|lg|vg|mfg|cordialement|bien cordialement|bien à vous|merci|saludos(?: cordiales)?|un saludo|atentamente|cordiali saluti|saluti|distinti saluti|atenciosamente|abraços?|met vriendelijke groet(?:en)?|groet(?:en)?|(?:med )?vänliga hälsningar|(?:med )?venlig hilsen|(?:med )?vennlig hilsen|mvh|ystävällisin terveisin|pozdrawiam|z poważaniem|s pozdravem|üdvözlettel|cu stimă|saygılarımla|с уважением|з повагою)\b[\s,.!]*$/iu
const titleWord =
  /\b(?:ceo|cto|coo|cfo|cmo|cpo|cio|ciso|founder|co-?founder|owner|president|director|direktor(?:in)?|directeur|directrice|directora?|direttore|manager(?:in)?|head of|lead|leader|vp|vice president|chief|engineer|developer|entwickler(?:in)?|développeu(?:r|se)|architect|analyst|consultant|berater(?:in)?|geschäftsführer(?:in)?|leiter(?:in)?|product owner|designer|specialist|officer|partner|professor|coordinator|gérant|responsable|buyer|procurement|marketing|sales|growth|scientist|administrator)\b/iu
const companyWord =
  /(?:^|\s)(?:inc\.?|llc|ltd\.?|limited|gmbh(?: & co\. kg)?|ag|kg|ug|se|s\.?a\.?s?\.?|sarl|s\.?r\.?l\.?|s\.?p\.?a\.?|b\.?v\.?|n\.?v\.?|a\/s|aps|ab|asa?|oyj?|sp\. z o\.? ?o\.?|s\.r\.o\.|a\.s\.|kft\.?|plc|corp\.?|corporation|company|co\.|pty ltd|pte\.? ltd\.?|k\.k\.|株式会社)(?:\s|$|[,|])/iu

/**
 * Phone, job title and company from the signature under somebody's newest words (C4). Conservative: a wrong value costs more than
 * a missing one, so only lines below a sign-off or "-- " count, and only forms that are hard to mistake.
 */
export function extractSignature(freshText: string, country?: string): Signature {
  const none: Signature = { phone: null, title: null, company: null }
  const lines = freshText
    .slice(-6000)
    .split('\n')
    .map(line => line.replace(/^[\s*_|>]+|[\s*_|]+$/g, ''))
  const signOff = lines.findLastIndex(line => /^--$/.test(line) || closing.test(line))
  if (signOff < 0) return none
  const below = lines
    .slice(signOff + 1)
    .filter(line => line !== '')
    .slice(0, 12)
  if (below.length === 0 || below.some(line => line.length > 200)) return none
  return { phone: phoneIn(below, country), ...titleAndCompany(below) }
}

function phoneIn(lines: string[], country: string | undefined): string | null {
  const text = lines.filter(line => !/\bfax\b/i.test(line)).join('\n')
  // Without a known country only the international form is certain.
  const found = isCountry(country) ? findPhoneNumbersInText(text, country) : findPhoneNumbersInText(text)
  return found[0]?.number.number ?? null
}

function isCountry(country: string | undefined): country is CountryCode {
  return country !== undefined && /^[A-Z]{2}$/.test(country)
}

function titleAndCompany(lines: string[]): Pick<Signature, 'title' | 'company'> {
  const plain = lines.filter(line => !/\S@\S|\d|https?:|www\./i.test(line) && line.length <= 80)
  const titleLine = plain.find((line, at) => titleWord.test(line) && !/[.!?]$/.test(line) && line.split(/\s+/).length <= 10 && at < 4)
  const companyLine = plain.find(line => line !== titleLine && companyWord.test(line) && line.split(/\s+/).length <= 8)
  if (titleLine === undefined) return { title: null, company: companyLine ?? null }
  // "Jane Doe, Head of Data", "Head of Data @ Acme", "Head of Data | Acme GmbH"
  const pieces = titleLine.split(/\s*(?:\||·|•|—|–|,\s(?=\p{Lu})|\s(?:at|bei|chez)\s|\s@\s)\s*/u).filter(piece => piece !== '')
  const at = pieces.findIndex(piece => titleWord.test(piece))
  const company =
    companyLine ??
    pieces.slice(at + 1).find(piece => companyWord.test(piece)) ??
    (/\s(?:at|bei|chez|@)\s/.test(titleLine) ? pieces[at + 1] : undefined)
  return { title: (pieces[at] ?? titleLine).trim(), company: company?.trim() ?? null }
}
