import { post } from '../../../web/api/client.ts'
import { sentenceOf } from '../../../web/api/problem.ts'
import { refreshLists, refreshRecord } from '../../../web/api/records.ts'
import type { Rec } from '../../../web/api/types.ts'
import { showError, toast } from '../../../web/ui/toasts.ts'

/** Takes a lead that nobody owns; of several who try, one wins (C7). */
export async function claim(lead: Rec): Promise<void> {
  try {
    await post(`/leads/${lead.id}/claim`)
    toast(`${String(lead.name)} is yours`)
  } catch (error) {
    showError(sentenceOf(error))
  }
  // Also after a refusal: somebody else was faster, and that is what the page should show.
  refreshRecord('lead', lead.id)
  refreshLists('lead', 50)
}
