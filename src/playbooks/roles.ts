import type { ObjectRights } from '../platform/actor.ts'
import type { PlaybookRole } from './playbook.ts'

const everything: ObjectRights = { create: 'all', read: 'all', update: 'all', delete: 'all' }
const reading: ObjectRights = { create: 'none', read: 'all', update: 'none', delete: 'none' }
const ownWork: ObjectRights = { create: 'all', read: 'all', update: 'own', delete: 'own' }
const nothing: ObjectRights = { create: 'none', read: 'none', update: 'none', delete: 'none' }

/** The outbox holds invitation and password links; webhooks say where data goes. Neither is for looking up. */
const confidential = { mail: nothing, webhook: nothing }

/** Admin · RevOps (settings, all records) · Sales (own and pool; reads all) · Member (forwards, looks up, notes) · Read-only (H1). */
export const ROLES: readonly PlaybookRole[] = [
  { key: 'admin', label: 'Admin', rights: { objects: { '*': everything }, fields: {}, settings: true, export: true } },
  { key: 'revops', label: 'RevOps', rights: { objects: { '*': everything, mail: nothing }, fields: {}, settings: true, export: true } },
  {
    key: 'sales',
    label: 'Sales',
    rights: {
      objects: {
        // Own includes records without an owner where the object has a pool (leads, conversations).
        '*': ownWork,
        // Anyone can jump into a conversation (C9), and put a wrong decision about a mail right.
        conversation: { ...ownWork, update: 'all' },
        inbound: { ...reading, update: 'all' },
        // A quota is between somebody and those who lead them.
        quota: { ...nothing, read: 'own' },
        ...confidential,
      },
      fields: {},
      settings: false,
      export: true,
    },
  },
  {
    key: 'member',
    label: 'Member',
    rights: {
      objects: { '*': reading, note: ownWork, task: ownWork, view: ownWork, file: ownWork, quota: nothing, ...confidential },
      fields: {},
      settings: false,
      export: false,
    },
  },
  {
    key: 'read_only',
    label: 'Read-only',
    rights: { objects: { '*': reading, quota: nothing, ...confidential }, fields: {}, settings: false, export: false },
  },
]
