import { describe, expect, it } from 'vitest'
import { ICP_SCORE, LEAD_SCORE } from '../../playbooks/score_tables.ts'
import { icpScore } from './icp_score.rule.ts'
import { leadScore } from './lead_score.rule.ts'
import { scoreRange } from './score_table.rule.ts'

const M = 1_000_000
const lead = (input: Parameters<typeof leadScore>[0]) => leadScore(input, LEAD_SCORE).score
const icp = (input: Parameters<typeof icpScore>[0]) => icpScore(input, ICP_SCORE).score

describe('lead score', () => {
  it.each([
    [0, 0],
    [1, 0],
    [100, 0],
    [101, 10],
    [1000, 10],
    [1001, 20],
    [50_000, 20],
  ])('%i employees give %i', (employees, points) => expect(lead({ employees })).toBe(points))
  it.each([
    [0, 0],
    [M - 1, 0],
    [M - 0.5, 0],
    [M, 5],
    [10 * M, 5],
    [10 * M + 1, 10],
    [100 * M, 10],
    [100 * M + 1, 20],
  ])('a revenue of %d gives %i', (annual_revenue, points) => expect(lead({ annual_revenue })).toBe(points))
  it.each([
    ['engineering', 10],
    ['product', 10],
    ['leadership', 10],
    ['founder', 20],
    ['marketing', 5],
    ['sales', 0],
    ['other', 0],
  ])('the role %s gives %i', (role_at_organization, points) => expect(lead({ role_at_organization })).toBe(points))
  it.each([
    ['Data scientist', 20],
    ['Project manager', 10],
    ['Software engineer', 20],
    ['Web engineer', 20],
    ['CEO', 20],
    ['Engineer', 10],
  ])('the title %s gives %i', (title, points) => expect(lead({ title })).toBe(points))
  it('scores each country of the playbook', () => {
    for (const country of 'AT CA FR DE JP NO SE GB US'.split(' ')) expect(lead({ country })).toBe(10)
    for (const country of 'AU BE EE FI GE GG NL NZ PL PT SG'.split(' ')) expect(lead({ country })).toBe(5)
    for (const country of 'IN BR CH ES'.split(' ')) expect(lead({ country })).toBe(0)
  })
  it('reaches from 0 to 70', () => {
    expect(scoreRange(LEAD_SCORE)).toEqual({ min: 0, max: 70 })
    expect(lead({ employees: 5000, annual_revenue: 500 * M, title: 'CEO', country: 'US' })).toBe(70)
  })
  it('gives the target picture its reasons', () => {
    const { score, max, reasons } = leadScore({ employees: 240, annual_revenue: 32 * M, title: 'Head of Data', country: 'NO' }, LEAD_SCORE)
    expect([score, max]).toEqual([50, 70])
    expect(reasons.map(reason => `${reason.label} +${reason.points}`)).toEqual([
      '240 employees +10',
      '$32 M revenue +10',
      'Role: leadership +10',
      'Works in data +10',
      'Norway +10',
    ])
  })
  it('shows what is not known, for nothing', () => {
    const { score, reasons } = leadScore({}, LEAD_SCORE)
    expect(score).toBe(0)
    for (const reason of reasons) expect(reason).toMatchObject({ points: 0, value: null, known: false })
    expect(reasons[0]?.label).toBe('Employees not known')
  })
})

describe('ICP score', () => {
  it.each([
    [14, 0],
    [15, 6],
    [500, 6],
    [501, 3],
    [1000, 3],
    [1001, 0],
  ])('%i employees give %i', (employees, points) => expect(icp({ employees })).toBe(points))
  it.each([
    [M - 1, 0],
    [M, 6],
    [50 * M, 6],
    [50 * M + 1, 3],
    [100 * M, 3],
    [100 * M + 1, 0],
  ])('a revenue of %d gives %i', (annual_revenue, points) => expect(icp({ annual_revenue })).toBe(points))
  it.each([
    ['Software engineer', 6],
    ['CTO', 6],
    ['Technical product manager', 6],
    ['Product manager', 3],
    ['Marketing manager', 0],
    ['Founder', 0],
  ])('the title %s gives %i', (title, points) => expect(icp({ title })).toBe(points))
  it.each([
    ['private', 3],
    ['Private company', 3],
    ['Privately held', 3],
    ['public', 0],
    [null, 0],
  ])('the company type %j gives %i', (company_type, points) => expect(icp({ company_type })).toBe(points))
  it.each([
    [2014, 0],
    [2015, 3],
    [2022, 3],
    [2023, 0],
  ])('founded in %i gives %i', (founded_year, points) => expect(icp({ founded_year })).toBe(points))
  it('takes 5 off for a country that is not on the list, nothing for none', () => {
    for (const country of 'AU AT BE BR CA DK EE FI FR DE IS IE IL IT JP LV LT NL NZ NO PT SG KR ES SE CH GB US'.split(' '))
      expect(icp({ country })).toBe(0)
    expect(icp({ country: 'IN' })).toBe(-5)
    expect(icp({ country: null })).toBe(0)
  })
  it('takes 10 off for free mail', () => {
    expect(icp({ email: 'clara@gmail.com' })).toBe(-10)
    expect(icp({ email: 'clara@acme.example' })).toBe(0)
  })
  it('reaches from −15 to 24 and is high from 12', () => {
    expect(scoreRange(ICP_SCORE)).toEqual({ min: -15, max: 24 })
    const best = { employees: 200, annual_revenue: 30 * M, title: 'CTO', company_type: 'private', founded_year: 2019, country: 'NO' }
    expect(icpScore({ ...best, email: 'a@acme.example' }, ICP_SCORE)).toMatchObject({ score: 24, high: true })
    expect(icp({ country: 'IN', email: 'a@gmail.com' })).toBe(-15)
    expect(icpScore({ employees: 200, annual_revenue: 30 * M }, ICP_SCORE)).toMatchObject({ score: 12, high: true })
    expect(icpScore({ employees: 200, title: 'Product manager' }, ICP_SCORE)).toMatchObject({ score: 9, high: false })
  })
})
