import type { Job } from '../../platform/module.ts'
import { readSignUp } from './read_sign_up.rule.ts'
import { updateContact } from './sign_up_contact.ts'
import { asObject } from './storable_json.rule.ts'

/** Brings an existing contact up to what `$identify` or `$set` said of its person (B9). */
export const applyPropertiesJob: Job = {
  name: 'apply_product_properties',
  run: async (payload, ctx) => {
    const event = asObject(asObject(payload)?.event)
    if (!event || typeof event.distinct_id !== 'string') throw new Error('apply_product_properties needs an event')
    const read = readSignUp({
      distinct_id: event.distinct_id,
      properties: asObject(event.properties) ?? {},
      person: asObject(event.person) ?? {},
      groups: {},
    })
    await updateContact(ctx, read, null)
  },
}
