import { Reply } from '../../platform/http/route.ts'
import { scriptHash } from '../../platform/http/security_headers.ts'
import { hostedStyle } from '../forms/hosted_style.ts'

const escapeHtml = (text: string): string =>
  text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;').replaceAll('"', '&quot;').replaceAll("'", '&#39;')

const policy = `default-src 'none'; style-src ${scriptHash(hostedStyle)}; img-src data:; form-action 'self'; base-uri 'none'; frame-ancestors 'none'`

function page(status: number, title: string, body: string): Reply {
  const html = `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<meta name="robots" content="noindex">
<meta name="referrer" content="no-referrer">
<title>${escapeHtml(title)}</title>
<style>${hostedStyle}</style>
</head>
<body>
<main>
<h1>${escapeHtml(title)}</h1>
${body}
</main>
</body>
</html>
`
  return new Reply(status, html, {
    'content-type': 'text/html; charset=utf-8',
    'content-security-policy': policy,
    'cache-control': 'no-store',
  })
}

const words = (text: string) => `<p>${escapeHtml(text)}</p>`

/** Asks before it does anything: mail scanners open every link (RFC 8058). */
export const askPage = (workspace: string, email: string): Reply =>
  page(
    200,
    'No more of these mails?',
    `${words(`${workspace} will send no more automatic mails to ${email}. People there can still answer you.`)}
<form method="post"><button type="submit">Send me no more</button></form>`,
  )

export const donePage = (workspace: string, email: string): Reply =>
  page(
    200,
    'Done',
    `<p role="status">${escapeHtml(`${workspace} sends no more automatic mails to ${email}.`)}</p>
${words('You can close this page. If you change your mind, answer any mail you got.')}`,
  )

export const unknownPage = (): Reply =>
  page(
    404,
    'This link does not work',
    words('It may have been cut off when it was copied. Open it from the mail itself, or answer the mail and say that you want no more.'),
  )
