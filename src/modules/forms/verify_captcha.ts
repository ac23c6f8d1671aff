export type CaptchaAnswer = 'passed' | 'failed' | 'unreachable'

export const captchaProviders = {
  turnstile: {
    verify: 'https://challenges.cloudflare.com/turnstile/v0/siteverify',
    script: 'https://challenges.cloudflare.com/turnstile/v0/api.js',
    hosts: ['https://challenges.cloudflare.com'],
    widget: 'cf-turnstile',
    answer: 'cf-turnstile-response',
  },
  hcaptcha: {
    verify: 'https://api.hcaptcha.com/siteverify',
    script: 'https://js.hcaptcha.com/1/api.js',
    hosts: ['https://hcaptcha.com', 'https://*.hcaptcha.com'],
    widget: 'h-captcha',
    answer: 'h-captcha-response',
  },
  recaptcha: {
    verify: 'https://www.google.com/recaptcha/api/siteverify',
    script: 'https://www.google.com/recaptcha/api.js',
    hosts: ['https://www.google.com', 'https://www.gstatic.com'],
    widget: 'g-recaptcha',
    answer: 'g-recaptcha-response',
  },
} as const
export type CaptchaProvider = keyof typeof captchaProviders

const patience = 4_000

/** Asks a captcha provider about a visitor's answer. All three speak the same `siteverify` (B7, optional captcha hook). */
export async function verifyCaptcha(given: { url: string; secret: string; answer: string; ip: string }): Promise<CaptchaAnswer> {
  if (given.answer === '') return 'failed'
  try {
    const response = await fetch(given.url, {
      method: 'POST',
      body: new URLSearchParams({ secret: given.secret, response: given.answer, remoteip: given.ip }),
      signal: AbortSignal.timeout(patience),
    })
    if (!response.ok) return 'unreachable'
    const verdict: unknown = await response.json()
    const success = typeof verdict === 'object' && verdict !== null && 'success' in verdict && verdict.success === true
    return success ? 'passed' : 'failed'
  } catch {
    // No answer in time, or none that can be read: the form says what then.
    return 'unreachable'
  }
}
