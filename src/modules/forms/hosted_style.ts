import { readFileSync } from 'node:fs'

/** The design tokens of our own page, so that a public form looks like the rest. */
const tokens = readFileSync(new URL('../../web/styles/tokens.css', import.meta.url), 'utf8')

/** The whole style of a hosted form: no other request is made. */
export const hostedStyle = `${tokens}
*{box-sizing:border-box}
body{margin:0;background:var(--bg);color:var(--text);font:400 16px/24px var(--font);-webkit-text-size-adjust:100%}
main{max-width:560px;margin:0 auto;padding:var(--s6) var(--s4) var(--s8)}
body.embed{background:var(--surface)}
body.embed main{max-width:none;padding:var(--s4)}
h1{font-size:24px;line-height:32px;font-weight:600;margin:0 0 var(--s2);text-wrap:balance}
p{margin:0 0 var(--s4);color:var(--text-2);white-space:pre-line}
a{color:var(--accent-text)}
form{display:grid;gap:var(--s4);margin-top:var(--s6)}
label,.label{display:block;font-size:14px;line-height:20px;font-weight:600;margin-bottom:var(--s1)}
.optional{font-weight:400;color:var(--text-3)}
.help{margin:0 0 var(--s1);font-size:14px;line-height:20px;color:var(--text-3)}
input:not([type=checkbox]),select,textarea{display:block;width:100%;min-height:var(--h-touch);padding:8px 12px;font:inherit;color:inherit;background:var(--surface);border:1px solid var(--border-control);border-radius:var(--r2)}
textarea{min-height:120px;resize:vertical}
.check{display:flex;align-items:center;gap:var(--s2);min-height:var(--h-touch);margin:0;font-weight:400}
.check input{width:20px;height:20px;flex:none;accent-color:var(--accent)}
:is(input,select,textarea)[aria-invalid=true]:not([type=checkbox]){border-color:var(--danger)}
.error{margin:var(--s1) 0 0;font-size:14px;line-height:20px;color:var(--danger)}
.summary{margin:var(--s4) 0 0;padding:var(--s3) var(--s4);color:var(--danger);background:var(--danger-soft);border-radius:var(--r2)}
.summary p{margin:0;color:inherit}
.summary ul{margin:var(--s1) 0 0;padding-left:var(--s5)}
.summary a{color:inherit}
button{min-height:var(--h-touch);padding:8px 20px;font:inherit;font-weight:600;color:var(--on-accent);background:var(--accent);border:0;border-radius:var(--r2);cursor:pointer;justify-self:start}
button:hover{background:var(--accent-hover)}
:focus-visible{outline:2px solid var(--focus);outline-offset:2px}
.trap{position:absolute;left:-9999px;width:1px;height:1px;overflow:hidden}
@media (max-width:400px){button{width:100%}}`
