import { post } from '../../../web/api/client.ts'
import { sentenceOf } from '../../../web/api/problem.ts'
import { refreshLists, refreshRecord } from '../../../web/api/records.ts'
import type { Rec } from '../../../web/api/types.ts'
import { showError, toast } from '../../../web/ui/toasts.ts'

async function change(lead: Rec, verb: 'claim' | 'release', done: string): Promise<void> {
  try {
    await post(`/leads/${lead.id}/${verb}`)
    toast(done)
  } catch (error) {
    showError(sentenceOf(error))
  }
  // Also after a refusal: somebody else was faster, and that is what the page should show.
  refreshRecord('lead', lead.id)
  refreshLists('lead', 50)
}

/** Takes a lead that nobody owns; of several who try, one wins (C7). */
export const claim = (lead: Rec): Promise<void> => change(lead, 'claim', `${String(lead.name)} is yours`)

/** Puts a lead into the pool, where anybody may claim it. */
export const release = (lead: Rec): Promise<void> => change(lead, 'release', `${String(lead.name)} is in the pool`)
