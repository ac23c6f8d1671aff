import { isFreeMail } from '../enrichment/email_domain.rule.ts'
import { readRole } from './read_role.rule.ts'
import type { ScoreFacts } from './score_table.rule.ts'

/** The fields that scores are made of; a change of one of them recomputes both (C2). */
export const SCORE_INPUTS = [
  'employees',
  'annual_revenue',
  'role_at_organization',
  'title',
  'country',
  'company_type',
  'founded_year',
  'email',
] as const

/** Fields of a lead, its account's where the lead has none. Revenue in USD a year. */
export type ScoreInput = {
  employees?: number | null
  annual_revenue?: number | null
  role_at_organization?: string | null
  title?: string | null
  country?: string | null
  company_type?: string | null
  founded_year?: number | null
  email?: string | null
}

/** What a score table looks at, read from a lead's fields (C2). A technical product role is a role of its own here. */
export function scoreFacts(input: ScoreInput): ScoreFacts {
  const { role, sub_role, technical_product } = readRole(input.role_at_organization, input.title)
  return {
    employees: input.employees ?? null,
    annual_revenue: input.annual_revenue ?? null,
    role: technical_product ? 'technical_product' : role,
    sub_role,
    country: input.country ?? null,
    company_type: readCompanyType(input.company_type),
    founded_year: input.founded_year ?? null,
    free_mail: input.email ? isFreeMail(input.email) : null,
  }
}

/** "Privately held", "Private company" and "privat" are all `private`, as providers and people write it. */
function readCompanyType(text: string | null | undefined): string | null {
  const type = text?.trim().toLowerCase() ?? ''
  if (!type) return null
  if (/^(?:privat|prive)/.test(type)) return 'private'
  return type
}
