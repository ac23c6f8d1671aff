import { z } from 'zod'
import { longestPassword, shortestPassword } from '../../platform/auth/credential.ts'

const isTimeZone = (zone: string): boolean => {
  try {
    return Intl.DateTimeFormat('en', { timeZone: zone }).format !== undefined
  } catch {
    return false
  }
}

export const emailInput = z.string().trim().toLowerCase().pipe(z.email('This is not an email address.').max(320))
export const passwordInput = z
  .string()
  .min(shortestPassword, `Use at least ${shortestPassword} characters.`)
  .max(longestPassword, `Use at most ${longestPassword} characters.`)
export const nameInput = z.string().trim().min(1, 'A name is needed.').max(200)
export const timeZoneInput = z.string().refine(isTimeZone, 'There is no such time zone.')
const day = z.iso.date('Must be a date such as 2026-05-31.').nullable()

/** What somebody may say of themselves. */
export const ownFields = {
  name: nameInput,
  time_zone: timeZoneInput,
  out_of_office_from: day,
  out_of_office_until: day,
  further_addresses: z.array(emailInput).max(20),
}

/** What an admin may say of a user. */
export const userFields = {
  ...ownFields,
  email: emailInput,
  role: z.string().min(1),
  active: z.boolean(),
  team_ids: z.array(z.uuid()).max(50),
}

export const newUser = z.strictObject({
  ...z.object(userFields).partial().shape,
  name: nameInput,
  email: emailInput,
  role: z.string().min(1),
  password: passwordInput.optional(),
})
export const userChanges = z.strictObject(z.object(userFields).partial().shape)
export const ownChanges = z.strictObject(z.object(ownFields).partial().shape)
export type UserChanges = z.output<typeof userChanges>
