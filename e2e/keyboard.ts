import type { Locator, Page } from 'playwright-core'
import { expect } from 'vitest'

/** Presses keys one after the other, as a hand does. */
export async function press(page: Page, ...keys: string[]): Promise<void> {
  for (const key of keys) await page.keyboard.press(key)
}

/** What has the focus: how it is called, and whether one can see that it has it: by the ring, or by the caret of what is typed in. */
const focused = `(() => {
  const one = document.activeElement
  if (!one || one === document.body) return { name: 'the page', seen: true }
  const probe = document.body.appendChild(document.createElement('i'))
  probe.style.color = 'var(--focus)'
  const colour = getComputedStyle(probe).color
  probe.remove()
  const drawn = each => {
    const { boxShadow, outlineStyle, outlineColor, color } = getComputedStyle(each)
    return boxShadow.includes(colour) || (outlineStyle !== 'none' && [colour, color].includes(outlineColor))
  }
  // Some draw it on what stands around them: a card, a line of the composer.
  let seen = one.matches('textarea, input:not([type=checkbox], [type=radio])')
  for (let each = one, up = 0; each && up < 3 && !seen; each = each.parentElement, up++) seen = drawn(each)
  return { name: one.getAttribute('aria-label') || one.textContent.trim().slice(0, 60) || one.tagName, seen }
})()`

/** Tab after Tab until it is there; everything on the way shows that it has the focus. */
export async function tabTo(page: Page, target: Locator, back = false): Promise<void> {
  await target.first().waitFor()
  const passed: string[] = []
  const unseen: string[] = []
  for (let tries = 0; tries < 150; tries++) {
    if ((await target.and(page.locator(':focus')).count()) > 0) {
      expect(unseen, 'What has the focus must show it').toEqual([])
      return
    }
    await page.keyboard.press(back ? 'Shift+Tab' : 'Tab')
    const { name, seen } = await page.evaluate<{ name: string; seen: boolean }>(focused)
    passed.push(name)
    if (!seen) unseen.push(name)
  }
  throw new Error(`Tab does not reach it; it passes ${passed.join(' · ')}`)
}

/** Writes where the focus is, over what stands there. */
export async function write(page: Page, text: string): Promise<void> {
  await page.keyboard.press('ControlOrMeta+a')
  await page.keyboard.type(text)
}

/** What has the focus is called so: it came there by itself. */
export const focusOn = (page: Page, name: RegExp | string) =>
  expect.poll(async () => (await page.evaluate<{ name: string }>(focused)).name, { timeout: 10_000 }).toMatch(name)

/** What Tab passes on its way once through the page, and does not show that it has the focus. */
export async function unseenStops(page: Page): Promise<string[]> {
  const unseen: string[] = []
  for (let tries = 0; tries < 150; tries++) {
    await page.keyboard.press('Tab')
    const { name, seen } = await page.evaluate<{ name: string; seen: boolean }>(focused)
    if (name === 'the page') break
    if (!seen) unseen.push(name)
  }
  return unseen
}
