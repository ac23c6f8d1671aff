/** The lead fields that a visitor may fill. Everything else (owner, status, scores …) is none of a stranger's business. */
const fillable = new Set([
  'name',
  'first_name',
  'last_name',
  'email',
  'phone',
  'title',
  'role_at_organization',
  'country',
  'region',
  'city',
  'company',
  'website',
  'industry',
  'employees',
  'annual_revenue',
  'sales_form_message',
  'product_interest',
  'monthly_active_users',
  'monthly_events',
  'monthly_recordings',
  'wants_annual',
  'needs_evaluation',
  'selected_deployment_type',
  'plan',
])

/** What forms in the wild call these fields. */
const otherNames: Readonly<Record<string, string>> = {
  full_name: 'name',
  fullname: 'name',
  your_name: 'name',
  firstname: 'first_name',
  given_name: 'first_name',
  lastname: 'last_name',
  surname: 'last_name',
  family_name: 'last_name',
  email_address: 'email',
  work_email: 'email',
  mail: 'email',
  phone_number: 'phone',
  telephone: 'phone',
  tel: 'phone',
  mobile: 'phone',
  job_title: 'title',
  role: 'role_at_organization',
  country_code: 'country',
  state: 'region',
  state_code: 'region',
  organization: 'company',
  organisation: 'company',
  company_name: 'company',
  url: 'website',
  company_size: 'employees',
  revenue: 'annual_revenue',
  message: 'sales_form_message',
  description: 'sales_form_message',
  comments: 'sales_form_message',
  interest: 'product_interest',
  mau: 'monthly_active_users',
  maus: 'monthly_active_users',
  events: 'monthly_events',
  events_per_month: 'monthly_events',
  recordings: 'monthly_recordings',
}

/** The lead field that an input of this name fills; null when it is kept as submitted only (B7). */
export function leadFieldOf(name: string): string | null {
  const plain = name
    .trim()
    .replaceAll(/([a-z])([A-Z])/g, '$1_$2')
    .toLowerCase()
    .replaceAll(/[\s.-]+/g, '_')
  if (fillable.has(plain)) return plain
  return Object.hasOwn(otherNames, plain) ? (otherNames[plain] ?? null) : null
}

/** Fields whose answer is an amount that people write in words: "5 to 10 million". */
export const isVolume = (field: string): boolean => volumes.has(field)
const volumes = new Set(['employees', 'annual_revenue', 'monthly_active_users', 'monthly_events', 'monthly_recordings'])
