import { defineObject, type RowOf } from '../../platform/object/define_object.ts'
import { checkbox, choice, json, longText, text, url } from '../../platform/object/field.ts'
import { leadSources } from '../leads/lead_choices.ts'

/** A public form: which questions, in which order, and what follows (B7). */
export const form = defineObject('form', {
  plural: 'forms',
  label: ['Form', 'Forms'],
  title: 'name',
  settings: true,
  list: ['name', 'slug', 'active', 'source'],
  without: ['merge', 'bulk'],
  unique: [['slug']],
  fields: {
    name: text({ label: 'Name', required: true }),
    slug: text({ label: 'Address', required: true, help: 'The last part of the form’s address: /f/…' }),
    title: text({ label: 'Heading' }),
    intro: longText({ label: 'Introduction' }),
    fields: json({ label: 'Questions', required: true, default: [] }),
    button: text({ label: 'Button' }),
    thank_you: longText({ label: 'Thank-you text' }),
    redirect_url: url({ label: 'Redirect to' }),
    redirect_hosts: json({ label: 'Hosts a visitor may be sent to', required: true, default: [] }),
    source: choice(leadSources, { label: 'Source', required: true, default: 'contact_form' }),
    active: checkbox({ label: 'Active', default: true }),
    captcha: json({ label: 'Captcha', sensitive: true }),
  },
})

export type Form = RowOf<typeof form>
declare module '../../platform/db/database.ts' {
  interface Database {
    form: Form
  }
}
