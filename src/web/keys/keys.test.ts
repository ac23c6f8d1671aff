import { describe, expect, it } from 'vitest'
import { nameOf } from './keys.ts'

const press = (key: string, held: Partial<Record<'ctrlKey' | 'metaKey' | 'altKey' | 'shiftKey', boolean>> = {}) =>
  nameOf({ key, ctrlKey: false, metaKey: false, altKey: false, shiftKey: false, ...held })

describe('nameOf', () => {
  it.each([
    ['j', press('j')],
    ['shift+d', press('D', { shiftKey: true })],
    ['?', press('?', { shiftKey: true })],
    ['mod+k', press('k', { metaKey: true })],
    ['mod+k', press('k', { ctrlKey: true })],
    ['mod+shift+z', press('Z', { ctrlKey: true, shiftKey: true })],
    ['enter', press('Enter')],
    ['shift+down', press('ArrowDown', { shiftKey: true })],
  ])('%s', (name, pressed) => {
    expect(pressed).toBe(name)
  })
})
