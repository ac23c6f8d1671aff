import { describe, expect, test } from 'vitest'
import { safeHtml } from './safe_html.rule.ts'

describe('safeHtml (B1)', () => {
  test.each([
    '<script>alert(1)</script>',
    '<img src=x onerror=alert(1)>',
    '<svg onload=alert(1)><script>alert(1)</script></svg>',
    '<a href="javascript:alert(1)">x</a>',
    '<a href="  jAvA&#x73;cript:alert(1)">x</a>',
    '<a href="data:text/html,<script>alert(1)</script>">x</a>',
    '<iframe src="https://evil.test"></iframe>',
    '<form action="https://evil.test"><input name=password></form>',
    '<style>*{background:url(https://evil.test)}</style>',
    '<link rel=stylesheet href="https://evil.test">',
    '<meta http-equiv=refresh content="0;url=https://evil.test">',
    '<base href="https://evil.test">',
    '<div style="background:url(https://evil.test/x)">x</div>',
    '<div style="position:fixed;top:0;left:0;z-index:9999">x</div>',
    '<div style="color:expression(alert(1))">x</div>',
    '<img srcset="https://evil.test/a 1x" src="http://evil.test/b">',
    '<table background="https://evil.test"><tr><td>x</td></tr></table>',
    '<video src="https://evil.test"></video><audio autoplay src="https://evil.test"></audio>',
    '<object data="https://evil.test"></object><embed src="https://evil.test">',
    '<noscript><p title="</noscript><img src=x onerror=alert(1)>">',
    '<math><mtext><table><mglyph><style><!--</style><img title="--&gt;&lt;img src=1 onerror=alert(1)&gt;">',
    '<img src="data:image/svg+xml;base64,PHN2Zz4=">',
  ])('%s', html => {
    const safe = safeHtml(html)
    expect(safe).not.toMatch(
      /<script|<style|<svg|<iframe|<form|<input|<object|<embed|<link|<meta|<base|<video|<[^>]*\son\w+=|javascript:|expression|position|url\(|srcset|background=/i,
    )
    expect(safe).not.toMatch(/\s(?:src|href|action|data)="?(?:https?|data):/i)
  })

  test('remote images wait in data-src, inline ones and looks stay, links open safely', () => {
    expect(safeHtml('<img src="https://a.test/x.png" alt="x">')).toBe('<img alt="x" data-src="https://a.test/x.png" />')
    expect(safeHtml('<img src="cid:1">')).toBe('<img src="cid:1" />')
    expect(safeHtml('<p style="color:#ff0000;position:absolute">x</p>')).toBe('<p style="color:#ff0000">x</p>')
    expect(safeHtml('<a href="https://a.test" target="_self" onclick="x()">x</a>')).toBe(
      '<a href="https://a.test" target="_blank" rel="noopener noreferrer nofollow">x</a>',
    )
  })
})
