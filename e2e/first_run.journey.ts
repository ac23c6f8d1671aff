import { createHmac } from 'node:crypto'
import { expect, it } from 'vitest'
import { lookAt, settled } from './look.ts'
import { useHouse } from './start.ts'

const house = useHouse({ empty: true })

/** The six digits that an authenticator app shows for a key now (RFC 6238). */
function totp(key: string): string {
  const alphabet = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567'
  const bits = [...key.replaceAll(/[\s=]/g, '')].map(letter => alphabet.indexOf(letter).toString(2).padStart(5, '0')).join('')
  const secret = Buffer.from((bits.match(/.{8}/g) ?? []).map(byte => Number.parseInt(byte, 2)))
  const counter = Buffer.alloc(8)
  counter.writeBigUInt64BE(BigInt(Math.floor(Date.now() / 30_000)))
  const digest = createHmac('sha1', secret).update(counter).digest()
  const at = (digest.at(-1) ?? 0) & 15
  return String((digest.readUInt32BE(at) & 0x7fffffff) % 1_000_000).padStart(6, '0')
}

it('from nothing to a team of two with a second factor', async () => {
  // Before anybody is signed in, the page asks for itself and is told 401.
  house.allow(/status of 401|Problem: Sign in/)
  const ada = await house.open(null, '/')
  await ada.getByRole('heading', { name: 'Set up Hedgerow' }).waitFor()
  await settled(ada)
  expect(await lookAt(ada, 'setup')).toEqual([])
  await ada.setViewportSize({ width: 1280, height: 800 })
  await ada.getByLabel('Company').fill('Fjordlast')
  await ada.getByLabel('Your name').fill('Ada Lovelace')
  await ada.getByLabel('Your work email').fill('ada@fjordlast.example')
  await ada.getByRole('textbox', { name: 'Password' }).fill('a-long-password-1')
  await ada.getByRole('button', { name: 'Set up and sign in' }).click()
  await ada.getByRole('heading', { name: 'Hello Ada' }).waitFor()
  await ada.getByText('Nothing needs you now').waitFor()
  await settled(ada)
  expect(await lookAt(ada, 'home-empty')).toEqual([])
  await ada.setViewportSize({ width: 1280, height: 800 })

  await ada.getByRole('navigation', { name: 'Main' }).getByRole('link', { name: 'Leads' }).click()
  await ada.getByText('No leads yet').waitFor()
  await ada.getByRole('main').getByRole('button', { name: 'New lead' }).last().waitFor()
  await settled(ada)
  expect(await lookAt(ada, 'leads-empty')).toEqual([])
  await ada.setViewportSize({ width: 1280, height: 800 })
  await ada.goto('/needs-a-look')
  await ada.getByText('Nothing needs a look').waitFor()
  await ada.goto('/recent-changes')
  await ada.getByText('Nothing to take back').waitFor()

  await ada.goto('/settings/people')
  await ada.getByRole('button', { name: 'Invite' }).click()
  await ada.getByLabel('Email').fill('grace@fjordlast.example')
  await ada.getByLabel('Name').fill('Grace Hopper')
  await ada.getByRole('button', { name: 'Send invitation' }).click()
  const link = await ada.getByLabel('Link', { exact: true }).inputValue()
  expect(link).toContain(`${house.base}/invitation/`)

  const grace = await house.open(null, link)
  await grace.getByRole('heading', { name: 'Welcome to Fjordlast' }).waitFor()
  await settled(grace)
  expect(await lookAt(grace, 'invitation')).toEqual([])
  await grace.setViewportSize({ width: 1280, height: 800 })
  await grace.getByRole('textbox', { name: 'Password' }).fill('another-password-1')
  await grace.getByRole('button', { name: 'Start' }).click()
  await grace.getByRole('heading', { name: 'Hello Grace' }).waitFor()

  await grace.goto('/settings/sign-in')
  await grace.getByRole('button', { name: 'Set up a second factor' }).click()
  await grace.getByRole('textbox', { name: 'Your password' }).fill('another-password-1')
  await grace.getByRole('button', { name: 'Continue' }).click()
  const key = await grace.getByLabel('Key', { exact: true }).inputValue()
  await settled(grace)
  expect(await lookAt(grace, 'second-factor-enrolment')).toEqual([])
  await grace.setViewportSize({ width: 1280, height: 800 })
  await grace.getByLabel('Code', { exact: true }).fill(totp(key))
  await grace.getByLabel('Backup codes', { exact: true }).waitFor()
  await grace.getByRole('button', { name: 'I have kept them' }).click()
  await grace.getByText('Signing in asks for the code of your authenticator app.').waitFor()

  const again = await house.open(null, '/settings/sign-in')
  await again.getByLabel('Email').fill('grace@fjordlast.example')
  await again.getByRole('textbox', { name: 'Password' }).fill('another-password-1')
  await again.getByRole('button', { name: 'Sign in' }).click()
  await again.getByLabel('Code', { exact: true }).fill(totp(key))
  // Where the link led before signing in.
  await again.getByText('Signing in asks for the code of your authenticator app.').waitFor()
})
