/** Whoever may not see how to reach a person does not read it in a mail, a form or a note of what came in either (H1). */
export const address = ['lead.email', 'contact.email', 'contact.emails'] as const
export const reach = [...address, 'lead.phone', 'contact.phone'] as const
