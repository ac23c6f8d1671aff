import { useState } from 'react'
import { icpScore } from '../../../../modules/scoring/icp_score.rule.ts'
import { leadScore } from '../../../../modules/scoring/lead_score.rule.ts'
import type { ScoreInput } from '../../../../modules/scoring/score_facts.rule.ts'
import type { Score } from '../../../../modules/scoring/score_table.rule.ts'
import { countryChoices } from '../../../format/countries.ts'
import { FormField, TextInput } from '../../../ui/inputs.tsx'
import { Select } from '../../../ui/Select.tsx'
import { NumberInput } from '../parts/NumberInput.tsx'
import { TryPane } from '../parts/SettingsPane.tsx'
import type { Scores } from './ScoresPage.tsx'

/** Both scores of somebody made up, by the very rules and with the tables as they stand in the form. */
export function TryScore({ scores }: { scores: Scores }) {
  const [input, setInput] = useState<ScoreInput>({
    employees: 240,
    annual_revenue: 32_000_000,
    title: 'Head of Data',
    country: 'NO',
    email: 'maren@fjordlast.example',
  })
  const set = (change: Partial<ScoreInput>) => setInput(was => ({ ...was, ...change }))
  const number = (name: 'employees' | 'annual_revenue' | 'founded_year', label: string) => (
    <FormField label={label}>
      {({ id }) => (
        <NumberInput id={id} label={label} empty="Not known" value={input[name] ?? null} onChange={value => set({ [name]: value })} />
      )}
    </FormField>
  )
  const text = (name: 'title' | 'role_at_organization' | 'company_type' | 'email', label: string) => (
    <FormField label={label}>
      {ids => (
        <TextInput
          {...ids}
          placeholder="Not known"
          value={input[name] ?? ''}
          onChange={event => set({ [name]: event.target.value || null })}
        />
      )}
    </FormField>
  )
  return (
    <TryPane note="With the tables as they stand here, saved or not.">
      <div className="try-fields">
        {text('email', 'Email')}
        <div className="two">
          {text('title', 'Title')}
          {text('role_at_organization', 'Role')}
          {number('employees', 'Employees')}
          {number('annual_revenue', 'Revenue, USD a year')}
          <FormField label="Country">
            {({ id }) => (
              <Select
                id={id}
                label="Country"
                options={countryChoices}
                value={input.country ?? null}
                onChange={country => set({ country })}
                clearable
                placeholder="Not known"
              />
            )}
          </FormField>
          {text('company_type', 'Company type')}
        </div>
      </div>
      <Result title="Lead score" score={leadScore(input, scores.lead)} />
      <Result title="ICP score" score={icpScore(input, scores.icp)} />
    </TryPane>
  )
}

function Result({ title, score }: { title: string; score: Score }) {
  const reasons = [...score.reasons].sort((a, b) => Number(b.known) - Number(a.known))
  return (
    <div className="card card-in" aria-live="polite">
      <div>
        <div className="score-line">
          <b>{score.score}</b>
          <span className="meta">
            {title}, of {score.max}
            {score.high && ', high'}
          </span>
        </div>
        {reasons.map(reason => (
          <div className={reason.known ? 'points' : 'points unknown'} key={reason.field}>
            <span>{reason.label}</span>
            <span>{reason.points > 0 ? `+${reason.points}` : reason.points < 0 ? `−${-reason.points}` : '0'}</span>
          </div>
        ))}
      </div>
    </div>
  )
}
