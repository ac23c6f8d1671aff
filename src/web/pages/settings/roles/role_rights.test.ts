import { expect, it } from 'vitest'
import type { MetaObject } from '../../../api/types.ts'
import { describeRights, type ObjectRights, type Reach, rightsFor } from './role_rights.ts'

const every = (reach: Reach): ObjectRights => ({ create: reach, read: reach, update: reach, delete: reach })
const object = (name: string, many: string): MetaObject => ({
  name,
  plural: many.toLowerCase(),
  label: [name, many],
  title: 'name',
  list: [],
  fields: { email: { kind: 'email', label: 'Email', can_edit: true } },
  can: { read: 'all', create: 'all', update: 'all', delete: 'all' },
})
const objects = [object('lead', 'Leads'), object('account', 'Accounts')]
const rights = {
  objects: { lead: { create: 'all', read: 'all', update: 'own', delete: 'none' } as const, '*': every('none') },
  fields: { lead: { hidden: ['email'], read_only: [] } },
  settings: false,
  export: true,
}

it('says in sentences what a role can do', () => {
  expect(describeRights('Sales', rights, objects)).toEqual([
    'Sales sees, adds all leads; changes own ones and those of nobody.',
    'Sales does not see accounts.',
    'Of leads they do not see: Email.',
    'They may not change Settings, except their own.',
    'They may export lists.',
  ])
})

it('follows everything else where an object is not named', () => {
  expect(rightsFor(rights, 'account')).toEqual(every('none'))
})
