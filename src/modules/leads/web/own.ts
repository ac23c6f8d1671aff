import { postStep } from '../../../web/api/client.ts'
import { undoBatch } from '../../../web/api/edits.ts'
import { sentenceOf } from '../../../web/api/problem.ts'
import { refreshLists, refreshRecord } from '../../../web/api/records.ts'
import { showError, toast } from '../../../web/ui/toasts.ts'

/** A step between somebody and the pool; throws what was refused, says what was done and how it is taken back. */
export async function poolStep(lead: { id: string }, verb: 'claim' | 'release' | 'keep', done: string, body = {}): Promise<void> {
  const { batch } = await postStep(`/leads/${lead.id}/${verb}`, body)
  toast(done, batch ? { undo: () => undoBatch(batch) } : {})
  refresh(lead.id)
}

function refresh(id: string): void {
  refreshRecord('lead', id)
  for (const list of ['lead', 'home']) refreshLists(list, 50)
}

/** Takes a lead that nobody owns; of several who try, one wins (C7). */
export async function claim(lead: { id: string; name?: unknown }): Promise<void> {
  try {
    await poolStep(lead, 'claim', `${String(lead.name)} is yours`)
  } catch (error) {
    showError(sentenceOf(error))
    // Somebody else was faster, and that is what the page should show.
    refresh(lead.id)
  }
}
