// Whole words before a colon, as clients put them before the subject, in lower case.
const forwardPrefixes = new Set(
  (
    'fw|fwd|fwd.|wg|wtr|tr|trans|rv|rev|enc|res enc|i|doorst|vb|vl|pd|přep|prep|přeposláno|redir|redir.|továbbítás|továbbítva|ilt|i̇lt|iletilen|yml|videresend|vidarebefordrat|välitetty|' +
    'пер|переслано|пересл|пересылка|переслати|fwd转发|转发|轉寄|轉發|転送|전달|fd|hw|fyi fwd|trs|forward|forwarded|weitergeleitet|ha'
  ).split('|'),
)
const replyPrefixes = new Set(
  're|aw|antw|antwort|sv|rif|r|rép|rep|réf|ref|res|odp|odpověď|vá|válasz|ynt|yan|cevap|atb|на|отв|ответ|відп|відповідь|ang|bls|回复|回覆|答复|答覆|返信|답장|회신|rsp'.split(
    '|',
  ),
)

export type SubjectPrefix = { kind: 'forward' | 'reply' | 'ambiguous' | 'none'; rest: string }

const tag =
  /^\s*(?:[[(<{*]{1,2}\s*[^\][(){}<>*]{1,40}?[\])>}*]{1,2}|(?:external|extern|externe|externo|caution|warning|ext|spam)(?:\s+(?:e-?mail|sender))?\s*[:：|-])\s*/iu

/**
 * What the first prefix of a subject says (B3): "Fwd:", "WG:", "[EXTERNAL] TR:" a forward, "Re:", "AW:" a reply; of several only
 * the first counts, the client set it last. "VS:" is a forward in Danish and Norwegian and a reply in Finnish.
 */
export function subjectPrefix(subject: string): SubjectPrefix {
  let rest = subject.slice(0, 1000).trim()
  for (let i = 0; i < 5; i++) {
    const without = rest.replace(tag, '')
    if (without === rest || without === '') break
    rest = without
  }
  const found = /^([\p{L}\p{M}. ]{1,16}?)\s*(?:[[(]\d{1,3}[\])]|\^\d{1,3})?\s*[:：]\s*/u.exec(rest)
  const word = found?.[1]?.trim().toLowerCase().normalize('NFC')
  if (found === null || word === undefined) return { kind: 'none', rest }
  const after = rest.slice(found[0].length).replace(tag, '').trim()
  if (word === 'vs') return { kind: 'ambiguous', rest: after }
  if (forwardPrefixes.has(word)) return { kind: 'forward', rest: after }
  if (replyPrefixes.has(word)) return { kind: 'reply', rest: after }
  return { kind: 'none', rest }
}
