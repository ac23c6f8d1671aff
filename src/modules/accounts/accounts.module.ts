import type { Module } from '../../platform/module.ts'
import { touchRecords } from '../timeline/touch_records.ts'
import { accountDomain } from './account.derive.ts'
import { account } from './account.object.ts'
import { accountIdentity } from './identity.ts'

export const accounts: Module = {
  name: 'accounts',
  objects: [account],
  derivations: [accountDomain, accountIdentity],
  consequences: [touchRecords('account')],
}
