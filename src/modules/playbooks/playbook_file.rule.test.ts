import { expect, test } from 'vitest'
import { singlePipeline } from '../../playbooks/single_pipeline.ts'
import { printPlaybook, readPlaybook } from './playbook_file.rule.ts'

const head = { format: 'hedgerow-playbook/1', key: 'own', label: 'Own' }

test('a playbook that ships is one that can be read, and what is printed is JSON in lines', () => {
  const text = printPlaybook(singlePipeline)
  expect(readPlaybook(JSON.parse(text))).toMatchObject({ errors: [], playbook: { key: 'single_pipeline' } })
  expect(text).toContain('    { "value": "cloud", "label": "Cloud" },\n'.trim())
  expect(text.split('\n').every(line => line.length < 2_000)).toBe(true)
})

test('the order of members in the store does not show', () => {
  const [one, other] = [
    { a: 1, key: 'x', b: { d: 1, c: 2 } },
    { b: { c: 2, d: 1 }, key: 'x', a: 1 },
  ]
  expect(printPlaybook({ ...head, settings: { sla: one } })).toBe(printPlaybook({ settings: { sla: other }, ...head }))
})

const deep = (levels: number): unknown => (levels === 0 ? 1 : [deep(levels - 1)])
test.each([
  [null, 'playbook'],
  ['text', 'playbook'],
  [[], 'playbook'],
  [{ ...head, format: 'other/2' }, 'format'],
  [{ ...head, key: 'Not A Key' }, 'key'],
  [{ ...head, evil: 1 }, 'playbook'],
  [{ ...head, pipelines: 'none' }, 'pipelines'],
  [{ ...head, pipelines: Array.from({ length: 501 }, () => ({})) }, 'pipelines'],
  [{ ...head, choices: { lead: { source: [{ value: 'a' }] } } }, 'choices.lead.source.0.label'],
  [JSON.parse(`{"format":"hedgerow-playbook/1","key":"own","label":"Own","settings":{"__proto__":{"sla":1}}}`), 'settings'],
  [{ ...head, settings: { sla: { constructor: 1 } } }, 'settings.sla'],
  [{ ...head, pipelines: [{ stages: deep(60) }] }, 'pipelines.0.stages.0.0'],
  [{ ...head, forms: [{ intro: 'x'.repeat(1_600_000) }] }, 'playbook'],
])('what is no playbook is refused by place (%#)', (given, field) => {
  const { playbook, errors } = readPlaybook(given)
  expect(playbook).toBeNull()
  expect(errors[0]?.field).toBe(field)
})
