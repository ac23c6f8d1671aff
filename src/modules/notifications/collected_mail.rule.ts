/** Several notices as one mail; a single one goes as it is (F5). */
export function collectedMail(notices: readonly { subject: string; text: string }[]): { subject: string; text: string } {
  const [first, ...rest] = notices
  if (!first) return { subject: '', text: '' }
  if (rest.length === 0) return { subject: first.subject, text: first.text }
  const line = '-'.repeat(40)
  return {
    subject: `${notices.length} notifications: ${first.subject}`,
    text: `${notices.map(one => `${one.subject}\n\n${one.text.trim()}`).join(`\n\n${line}\n\n`)}\n`,
  }
}
