import type { Module } from '../../platform/module.ts'
import { touchConsumer } from '../timeline/touch_records.ts'
import { accountDomain } from './account.derive.ts'
import { account } from './account.object.ts'
import { accountIdentity } from './identity.ts'

export const accounts: Module = {
  name: 'accounts',
  objects: [account],
  derivations: [accountDomain, accountIdentity],
  consumers: [touchConsumer('account')],
}
