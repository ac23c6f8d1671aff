import type { Inbound } from '../inbound/inbound.object.ts'
import type { IntakeActivity } from '../leads/file_activity.ts'
import type { Intake } from '../leads/intake/intake.ts'
import type { ProductEvent } from './read_events.rule.ts'
import type { SignUp } from './read_sign_up.rule.ts'
import { personOf } from './sign_up_contact.ts'

/** What a sign-up leaves on a timeline. */
export const signUpActivity = (inbound: Inbound, event: ProductEvent, signUp: SignUp): IntakeActivity => ({
  kind: 'product_event',
  direction: 'in',
  title: event.event.charAt(0).toUpperCase() + event.event.slice(1),
  text: [
    signUp.plan && `Plan: ${signUp.plan}`,
    signUp.fields.selected_deployment_type && `Deployment: ${signUp.fields.selected_deployment_type}`,
  ]
    .filter(Boolean)
    .join('\n'),
  occurred_at: event.occurred_at,
  inbound_id: inbound.id,
  detail: { event: event.event, distinct_id: event.distinct_id, organization_id: signUp.organization_id, properties: event.properties },
})

const shown = (value: unknown): string => (typeof value === 'string' ? value : JSON.stringify(value))

/** A product-led lead of a sign-up (B9). */
export function signUpIntake(inbound: Inbound, event: ProductEvent, signUp: SignUp, more: Record<string, unknown> = {}): Intake {
  const { name, first_name, last_name } = personOf(signUp)
  const person = signUp.name ? { name, first_name, last_name } : {}
  return {
    inbound_id: inbound.id,
    source: 'product_signup',
    values: { ...person, email: signUp.email, ...signUp.fields, plan: signUp.plan, product_led: true, ...more },
    submitted: Object.entries(event.properties)
      .filter(([key, value]) => !key.startsWith('$') && value !== null && value !== '')
      .slice(0, 60)
      .map(([label, value]) => ({ label, value: shown(value).slice(0, 2_000) })),
    activity: signUpActivity(inbound, event, signUp),
    hand: { sign_up: { phone: signUp.phone, title: signUp.title, company: signUp.company, country: signUp.country } },
  }
}
