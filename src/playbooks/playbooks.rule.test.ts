import { describe, expect, it } from 'vitest'
import { account } from '../modules/accounts/account.object.ts'
import { contact } from '../modules/contacts/contact.object.ts'
import { readQuestions } from '../modules/forms/question.rule.ts'
import { lead } from '../modules/leads/lead.object.ts'
import { disqualificationReasons, leadSources, leadStatuses } from '../modules/leads/lead_choices.ts'
import { opportunity } from '../modules/opportunities/opportunity.object.ts'
import { lossReasons, opportunityTypes, pipelines, recordTypes, stages } from '../modules/opportunities/opportunity_choices.ts'
import { scoreRange } from '../modules/scoring/score_table.rule.ts'
import { mergeFieldsOf } from '../modules/sequences/merge_fields.rule.ts'
import { mergeFieldNames } from '../modules/sequences/merge_values.queries.ts'
import { stepsSchema } from '../modules/sequences/steps.rule.ts'
import { task } from '../modules/tasks/task.object.ts'
import { checkFilter } from '../platform/object/filter.ts'
import { Registry } from '../platform/object/registry.ts'
import { PLAYBOOKS, playbookByKey } from './playbooks.ts'
import { productLed } from './product_led.ts'

const registry = new Registry([lead, contact, account, opportunity, task])
const scope = { now: new Date('2026-11-19T08:59:00Z'), timeZone: 'UTC', me: '0190a0a0-0000-7000-8000-000000000001' }
const values = (options: readonly { value: string }[]) => options.map(option => option.value)

describe.each(PLAYBOOKS.map(playbook => [playbook.key, playbook] as const))('%s', (_, playbook) => {
  it('has stages whose order, probability and outcome make sense', () => {
    for (const { stages: own, label } of playbook.pipelines) {
      const open = own.filter(stage => stage.outcome === 'open')
      expect(open.length, label).toBeGreaterThan(2)
      expect(open.map(stage => stage.probability)).toEqual(open.map(stage => stage.probability).toSorted((a, b) => a - b))
      expect(own.filter(stage => stage.outcome !== 'open').map(stage => [stage.key, stage.probability])).toEqual([
        ['closed_won', 100],
        ['closed_lost', 0],
      ])
      expect(new Set(own.map(stage => stage.key)).size).toBe(own.length)
    }
    for (const type of playbook.settings.opportunities.record_types)
      expect(playbook.pipelines.map(pipeline => pipeline.key)).toContain(type.pipeline)
    for (const stage of playbook.pipelines.flatMap(pipeline => pipeline.stages))
      for (const field of [...(stage.required ?? []), ...(stage.asked ?? [])]) expect(Object.keys(opportunity.fields)).toContain(field)
  })

  it('has sequences that can be sent', () => {
    const fields = new Set([lead, contact].flatMap(one => mergeFieldNames(registry.get(one.name))))
    for (const sequence of playbook.sequences) {
      expect(stepsSchema.parse(sequence.steps)).toEqual(sequence.steps)
      for (const text of sequence.steps.flatMap(step => [step.subject, step.body])) {
        const asked = mergeFieldsOf(text)
        expect([asked.broken, asked.fields.filter(name => !fields.has(name))]).toEqual([false, []])
      }
    }
  })

  it('has views that the lists understand', () => {
    for (const [object, view] of Object.entries(playbook.views).flatMap(([name, own]) => own.map(one => [name, one] as const))) {
      const type = registry.get(object)
      const readable = new Set(Object.keys(type.fields))
      if (view.filter) expect(() => checkFilter(view.filter, type, readable, scope), view.name).not.toThrow()
      for (const name of [...view.sort.map(one => one.field), ...(view.columns ?? [])])
        expect(readable.has(name), `${view.name}: ${name}`).toBe(true)
      for (const { field } of view.sort) expect(type.fields[field]?.sort, `${view.name}: ${field}`).toBe(true)
    }
  })

  it('has forms that can be shown and default values that exist', () => {
    for (const form of playbook.forms) expect(readQuestions(form.fields)).toMatchObject({ questions: form.fields })
    const usual = playbook.settings.opportunities.default_type
    if (usual) expect(values(playbook.choices.opportunity?.type ?? [])).toContain(usual)
  })

  it('has roles of which only the first two open Settings', () => {
    expect(playbook.roles.map(role => role.key)).toEqual(['admin', 'revops', 'sales', 'member', 'read_only'])
    expect(playbook.roles.filter(role => role.rights.settings).map(role => role.key)).toEqual(['admin', 'revops'])
    for (const role of playbook.roles) expect(role.rights.objects['*']?.read).toBe('all')
  })
})

it('is found by its key', () => {
  expect(playbookByKey('product_led')).toBe(productLed)
  expect(playbookByKey('single-pipeline')?.label).toBe('Single pipeline')
  expect(playbookByKey('nonsense')).toBeUndefined()
})

it('the default agrees with the values that programs use', () => {
  const { choices, settings } = productLed
  expect(choices.lead).toEqual({ source: leadSources, disqualification_reason: disqualificationReasons })
  expect(choices.opportunity).toEqual({ type: opportunityTypes, loss_reason: lossReasons })
  expect(Object.keys(settings.qualification.checklists)).toEqual(values(leadStatuses))
  expect(settings.opportunities.record_types.map(({ value, label }) => ({ value, label }))).toEqual(recordTypes)
  expect(productLed.pipelines.map(({ key, label }) => ({ value: key, label }))).toEqual(pipelines)
  const used = new Map(productLed.pipelines.flatMap(pipeline => pipeline.stages).map(stage => [stage.key, stage.label]))
  expect(Object.fromEntries(used)).toEqual(Object.fromEntries(stages.map(({ value, label }) => [value, label])))
})

it('the default has the numbers of the playbook page', () => {
  expect(productLed.settings.assignment).toMatchObject({ returning_months: 4, away_longer_than_days: 5, stops_days_before: 2 })
  expect(productLed.settings.sla).toEqual({ hours: 24, warning_hours: 20 })
  expect(productLed.settings.pool).toEqual({ after_days: 7, notice_after_days: 6, product_led_only: true })
  expect(productLed.pipelines[0]?.stages.map(stage => stage.probability)).toEqual([10, 20, 40, 50, 80, 100, 0])
  expect(productLed.pipelines[1]?.stages.map(stage => stage.probability)).toEqual([10, 20, 50, 80, 100, 0])
  expect(scoreRange(productLed.settings.scores.lead)).toEqual({ min: 0, max: 70 })
  expect(scoreRange(productLed.settings.scores.icp)).toEqual({ min: -15, max: 24 })
})
