import { expect, it } from 'vitest'
import { matching, type PaletteCommand } from './palette_commands.ts'

const command = (label: string): PaletteCommand => ({ id: label, icon: 'home', label, run: 'go' })
const commands = [command('Go to Opportunities'), command('New task'), command('Assign Zoë to …')]

it.each<[string, string[]]>([
  ['opp', ['Go to Opportunities']],
  ['go op', ['Go to Opportunities']],
  ['zoe', ['Assign Zoë to …']],
  ['to', ['Go to Opportunities', 'Assign Zoë to …']],
  ['ask', []],
])('finds commands by the beginnings of their words: %s', (typed, labels) => {
  expect(matching(commands, typed).map(one => one.label)).toEqual(labels)
})
