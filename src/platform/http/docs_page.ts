import type { OpenApiDocument, Operation } from './openapi.ts'
import { contentSecurity, scriptHash } from './security_headers.ts'

const escaped = (text: string): string => text.replace(/[&<>"]/g, sign => `&#${sign.charCodeAt(0)};`)
const slug = (text: string): string => text.toLowerCase().replace(/[^a-z0-9]+/g, '-')
const schemaText = (schema: unknown): string => escaped(JSON.stringify(schema, null, 2))

const script = `
const field = document.getElementById('search')
const none = document.getElementById('none')
field.addEventListener('input', () => {
  const words = field.value.toLowerCase().split(/\\s+/).filter(Boolean)
  let shown = 0
  for (const section of document.querySelectorAll('main section')) {
    let inside = 0
    for (const one of section.querySelectorAll('details.op')) {
      const fits = words.every(word => one.dataset.text.includes(word))
      one.hidden = !fits
      if (fits) inside++
    }
    section.hidden = inside === 0
    shown += inside
  }
  none.hidden = shown > 0
})
const open = () => { const one = document.getElementById(decodeURIComponent(location.hash.slice(1))); if (one && one.tagName === 'DETAILS') one.open = true }
addEventListener('hashchange', open)
open()
`

const style = `
:root{color-scheme:light dark;--bg:light-dark(#f6f5f2,#131211);--surface:light-dark(#fff,#191816);--sunken:light-dark(#f8f7f4,#1f1e1b);--border:light-dark(#e7e4de,#2d2a27);--control:light-dark(#8b857a,#7b756b);
--text:light-dark(#1d1b18,#edebe6);--text-2:light-dark(#55514a,#b5b0a7);--accent:light-dark(#1f5a3d,#83c9a2);--get:light-dark(#1c5796,#8dbcf0);--warn:light-dark(#80530a,#e3b868);--danger:light-dark(#a8281e,#f2938a);--focus:light-dark(#2b7a54,#83c9a2)}
*{box-sizing:border-box}[hidden]{display:none!important}
body{margin:0;background:var(--bg);color:var(--text);font:14px/20px "SF Pro Text",-apple-system,"Segoe UI",Roboto,"Liberation Sans",Arial,sans-serif}
.page{display:grid;grid-template-columns:220px minmax(0,860px);gap:32px;max-width:1160px;margin:0 auto;padding:24px}
nav{position:sticky;top:24px;align-self:start;max-height:calc(100vh - 48px);overflow:auto}
nav a{display:block;padding:4px 8px;border-radius:6px;color:var(--text-2);text-decoration:none}nav a:hover{background:var(--sunken);color:var(--text)}
h1{font-size:20px;line-height:28px;margin:0 0 4px}h2{font-size:16px;line-height:24px;margin:32px 0 8px}h3{font-size:13px;margin:16px 0 4px}
p{margin:4px 0;color:var(--text-2)}a{color:var(--accent)}
input{width:100%;height:36px;margin:16px 0 0;padding:0 12px;font:inherit;color:inherit;background:var(--surface);border:1px solid var(--control);border-radius:6px}
:focus-visible{outline:2px solid var(--focus);outline-offset:2px}
details.op{background:var(--surface);border:1px solid var(--border);border-radius:8px;margin:8px 0}
summary{display:flex;flex-wrap:wrap;gap:4px 12px;padding:8px 12px;cursor:pointer;min-height:36px;align-items:baseline}
.op>div{padding:0 12px 12px;border-top:1px solid var(--border)}
code,pre,.method{font:12px/18px ui-monospace,Menlo,Consolas,"Liberation Mono",monospace}
.path{overflow-wrap:anywhere}.what{color:var(--text-2);margin-left:auto}
.method{font-weight:600;width:52px}.get{color:var(--get)}.post{color:var(--accent)}.patch,.put{color:var(--warn)}.delete{color:var(--danger)}
pre{margin:4px 0;padding:12px;background:var(--sunken);border-radius:6px;overflow:auto;max-height:420px}
table{border-collapse:collapse;width:100%}td,th{text-align:left;padding:4px 12px 4px 0;border-bottom:1px solid var(--border);vertical-align:top;font-weight:400}th{color:var(--text-2)}
@media(max-width:760px){.page{display:block;padding:16px}nav{display:none}.what{margin-left:0;width:100%}}
`

function parameterTable({ parameters = [] }: Operation): string {
  if (parameters.length === 0) return ''
  const rows = parameters.map(
    ({ name, in: place, required, description, schema }) =>
      `<tr><td><code>${escaped(name)}</code></td><td>${escaped(place)}${required ? ', required' : ''}</td><td><code>${escaped(String(schema.type ?? ''))}</code></td><td>${escaped(description ?? '')}</td></tr>`,
  )
  return `<h3>Parameters</h3><table><tr><th>Name</th><th>Where</th><th>Kind</th><th></th></tr>${rows.join('')}</table>`
}

/** The JSON schemas below a body or an answer, whatever their content type. */
function schemaBlocks(title: string, holder: unknown): string {
  const content: Record<string, { schema?: unknown }> =
    typeof holder === 'object' && holder !== null && 'content' in holder && typeof holder.content === 'object' ? { ...holder.content } : {}
  return Object.entries(content)
    .map(([type, { schema }]) => `<h3>${escaped(title)} <code>${escaped(type)}</code></h3><pre tabindex="0">${schemaText(schema)}</pre>`)
    .join('')
}

function operationBlock(method: string, path: string, operation: Operation): string {
  const answers = Object.entries(operation.responses)
  const successes = answers.filter(([status]) => status.startsWith('2')).map(([status, one]) => schemaBlocks(`Answer ${status}`, one))
  const refusals = answers.filter(([status]) => !status.startsWith('2')).map(([status]) => status)
  const text = `${method} ${path} ${operation.summary} ${operation.tags.join(' ')}`.toLowerCase()
  return `<details class="op" id="${escaped(operation.operationId)}" data-text="${escaped(text)}"><summary><span class="method ${escaped(method)}">${escaped(method.toUpperCase())}</span><code class="path">${escaped(path)}</code><span class="what">${escaped(operation.summary)}</span></summary>
<div><p>${escaped(operation.description ?? '')}</p>${parameterTable(operation)}${schemaBlocks('Body', operation.requestBody)}${successes.join('')}<p>May refuse with ${refusals.join(', ')}: <a href="#problem">Problem</a>.</p></div></details>`
}

/** The API document as one page to read, without any other file: operations by tag, search as you type, schemas at the end. */
export function docsPage(document: OpenApiDocument): { html: string; policy: string } {
  const byTag = new Map<string, string[]>(document.tags.map(tag => [tag.name, []]))
  for (const [path, item] of Object.entries(document.paths))
    for (const [method, operation] of Object.entries(item))
      for (const tag of operation.tags) byTag.get(tag)?.push(operationBlock(method, path, operation))
  const sections = document.tags.map(
    ({ name, description }) =>
      `<section id="tag-${slug(name)}"><h2>${escaped(name)}</h2>${description === name ? '' : `<p>${escaped(description)}</p>`}${byTag.get(name)?.join('\n') ?? ''}</section>`,
  )
  const schemas = Object.entries(document.components.schemas).map(
    ([name, schema]) =>
      `<details class="op" id="${slug(name)}"><summary><code>${escaped(name)}</code></summary><div><pre tabindex="0">${schemaText(schema)}</pre></div></details>`,
  )
  const links = [...document.tags.map(tag => tag.name), 'Schemas'].map(name => `<a href="#tag-${slug(name)}">${escaped(name)}</a>`)
  const html = `<!doctype html><html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width,initial-scale=1"><title>Hedgerow API</title><style>${style}</style></head>
<body><div class="page"><nav aria-label="Topics">${links.join('')}</nav><main><h1>Hedgerow API</h1>
<p>Base <code>${escaped(document.servers[0]?.url ?? '')}</code> · send an API key as <code>Authorization: Bearer hr_…</code> · <a href="/api/openapi.json">OpenAPI 3.1 document</a></p>
<input id="search" type="search" placeholder="Find an operation" aria-label="Find an operation" autocomplete="off"><p id="none" role="status" hidden>No operation has all of these words.</p>
${sections.join('\n')}<div id="tag-schemas"><h2>Schemas</h2>${schemas.join('\n')}</div></main></div><script>${script}</script></body></html>`
  return { html, policy: contentSecurity([scriptHash(script)]) }
}
