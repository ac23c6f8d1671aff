import type { ScoreTable } from '../modules/scoring/score_table.rule.ts'

const MILLION = 1_000_000

/** Lead score, 0–70. */
export const LEAD_SCORE: ScoreTable = {
  key: 'lead',
  label: 'Lead score',
  criteria: [
    {
      kind: 'number',
      field: 'employees',
      label: 'Employees',
      bands: [
        { label: '1–100', from: 1, to: 100, points: 0 },
        { label: '101–1,000', from: 101, to: 1000, points: 10 },
        { label: 'Over 1,000', from: 1001, points: 20 },
      ],
    },
    {
      kind: 'number',
      field: 'annual_revenue',
      label: 'Revenue',
      bands: [
        { label: 'Under 1 million', to: MILLION - 1, points: 0 },
        { label: '1–10 million', from: MILLION, to: 10 * MILLION, points: 5 },
        { label: '10–100 million', from: 10 * MILLION, to: 100 * MILLION, points: 10 },
        { label: 'Over 100 million', from: 100 * MILLION, points: 20 },
      ],
    },
    {
      kind: 'choice',
      field: 'role',
      label: 'Role',
      choices: [
        {
          label: 'Engineering, product, leadership or founder',
          values: ['engineering', 'product', 'technical_product', 'leadership', 'founder'],
          points: 10,
        },
        { label: 'Marketing', values: ['marketing'], points: 5 },
      ],
      otherwise: { label: 'Another role', points: 0 },
    },
    {
      kind: 'choice',
      field: 'sub_role',
      label: 'Kind of work',
      choices: [
        { label: 'Works in data', values: ['data_science'], points: 10 },
        { label: 'Works on projects', values: ['project'], points: 10 },
        { label: 'Software engineer', values: ['software_engineer'], points: 10 },
        { label: 'Web engineer', values: ['web_engineer'], points: 10 },
        { label: 'Founder or CEO', values: ['founder_ceo'], points: 10 },
      ],
      otherwise: { label: 'Another kind of work', points: 0 },
    },
    {
      kind: 'choice',
      field: 'country',
      label: 'Country',
      choices: [
        { label: 'First group', values: ['AT', 'CA', 'FR', 'DE', 'JP', 'NO', 'SE', 'GB', 'US'], points: 10 },
        { label: 'Second group', values: ['AU', 'BE', 'EE', 'FI', 'GE', 'GG', 'NL', 'NZ', 'PL', 'PT', 'SG'], points: 5 },
      ],
      otherwise: { label: 'Another country', points: 0 },
    },
  ],
}

/** ICP score, −15…24, high from 12. */
export const ICP_SCORE: ScoreTable = {
  key: 'icp',
  label: 'ICP score',
  high: 12,
  criteria: [
    {
      kind: 'number',
      field: 'employees',
      label: 'Employees',
      bands: [
        { label: '15–500', from: 15, to: 500, points: 6 },
        { label: '501–1,000', from: 501, to: 1000, points: 3 },
      ],
    },
    {
      kind: 'number',
      field: 'annual_revenue',
      label: 'Revenue',
      bands: [
        { label: '1–50 million', from: MILLION, to: 50 * MILLION, points: 6 },
        { label: '50–100 million', from: 50 * MILLION, to: 100 * MILLION, points: 3 },
      ],
    },
    {
      kind: 'choice',
      field: 'role',
      label: 'Role',
      choices: [
        {
          label: 'Engineering, leadership or technical product',
          values: ['engineering', 'leadership', 'technical_product'],
          points: 6,
        },
        { label: 'Other product', values: ['product'], points: 3 },
      ],
      otherwise: { label: 'Another role', points: 0 },
    },
    {
      kind: 'choice',
      field: 'company_type',
      label: 'Company type',
      choices: [{ label: 'Private company', values: ['private'], points: 3 }],
      otherwise: { label: 'Another type of company', points: 0 },
    },
    { kind: 'number', field: 'founded_year', label: 'Founding year', bands: [{ label: '2015–2022', from: 2015, to: 2022, points: 3 }] },
    {
      kind: 'choice',
      field: 'country',
      label: 'Country',
      choices: [
        {
          label: 'Ideal countries',
          values: 'AU AT BE BR CA DK EE FI FR DE IS IE IL IT JP LV LT NL NZ NO PT SG KR ES SE CH GB US'.split(' '),
          points: 0,
        },
      ],
      otherwise: { label: 'Another country', points: -5 },
    },
    {
      kind: 'choice',
      field: 'free_mail',
      label: 'Mail address',
      choices: [{ label: 'Free-mail address', values: ['true'], points: -10 }],
      otherwise: { label: 'Company’s own mail address', points: 0 },
    },
  ],
}
