import { hasObject, useMeta } from '../api/meta.ts'
import { useCount, useFew } from '../api/records.ts'
import { A } from '../ui/A.tsx'
import { Icon } from '../ui/Icon.tsx'

/** What a fresh workspace needs before its first lead finds an owner; gone once it is all done. */
export function FirstSteps() {
  const meta = useMeta()
  const may = meta.me.rights.settings === true && hasObject(meta, 'territory') && hasObject(meta, 'lead')
  const territories = useFew('territory', { filter: null, sort: [], limit: 50, fields: ['members'] }, may).data
  const leads = useCount('lead', null, { enabled: may }).data
  if (!may || !territories || !leads) return null
  const inRotation = territories.data.some(row => Array.isArray(row.members) && row.members.length > 0)
  const steps = [
    {
      done: meta.users.length > 1,
      href: '/settings/people',
      words: 'Invite your colleagues',
      why: 'Leads go to people; you are alone here so far.',
    },
    {
      done: inRotation,
      href: '/settings/territories',
      words: 'Put people into a rotation',
      why: 'Until then new leads wait without an owner.',
    },
    {
      done: leads.value > 0,
      href: '/settings/forms',
      words: 'Take your first lead in',
      why: 'Send the contact form, or a mail to your sales address.',
    },
  ]
  if (steps.every(step => step.done)) return null
  return (
    <section className="card home-block" aria-label="First steps">
      <header className="row">
        <h3>First steps</h3>
        <span className="grow" />
        <A className="link" href="/settings/addresses">
          How mail gets here
        </A>
      </header>
      {steps.map(step => (
        <A key={step.href} className="home-line" href={step.href}>
          <Icon name={step.done ? 'check' : 'right'} label={step.done ? 'Done' : 'To do'} />
          <span className="grow">
            <b className={step.done ? 't3' : ''}>{step.words}</b>
            {!step.done && <span className="meta block">{step.why}</span>}
          </span>
        </A>
      ))}
    </section>
  )
}
