import type { ReactNode } from 'react'
import { useMeta } from '../../api/meta.ts'
import { recordPath } from '../../api/paths.ts'
import type { MetaField, Refs } from '../../api/types.ts'
import { countryName } from '../../format/countries.ts'
import { formatCompact, formatMoney, formatNumber, isMoney } from '../../format/numbers.ts'
import { firstName } from '../../format/people.ts'
import { A } from '../../ui/A.tsx'
import { PersonName } from '../../ui/Avatar.tsx'
import { Tick } from '../../ui/states.tsx'
import { Day, When } from '../../ui/When.tsx'
import { isNothing, optionLabel } from './values.ts'

export interface FieldValueProps {
  field: MetaField
  value: unknown
  refs: Refs
  /** In a table: one line, short forms. */
  compact?: boolean
}

/** A value as people read it; null where nothing is known, so that the place decides what to show. */
export function FieldValue({ field, value, refs, compact }: FieldValueProps): ReactNode {
  if (isNothing(value) && field.kind !== 'checkbox') return null
  switch (field.kind) {
    case 'checkbox':
      return compact ? <Mark on={value === true} /> : value === true ? 'Yes' : 'No'
    case 'number':
      return typeof value === 'number' ? (
        <Figure value={value} compact={compact ?? false} plain={/founded/i.test(field.label)} />
      ) : (
        String(value)
      )
    case 'money':
      return isMoney(value) ? formatMoney(value) : String(value)
    case 'date':
      return <Day date={String(value)} />
    case 'datetime':
      return <When at={String(value)} as={compact ? 'relative' : 'full'} />
    case 'choice':
      return optionLabel(field, value)
    case 'choices':
      return Array.isArray(value) ? value.map(one => optionLabel(field, one)).join(', ') : null
    case 'country':
      return compact ? <span title={countryName(String(value))}>{String(value)}</span> : countryName(String(value))
    case 'user':
      return <UserValue id={String(value)} compact={compact ?? false} refs={refs} />
    case 'ref':
      return <RefValue object={field.to ?? ''} id={String(value)} refs={refs} />
    case 'refs':
    case 'emails':
      return Array.isArray(value) ? value.map(one => refs[field.to ?? '']?.[String(one)] ?? String(one)).join(', ') : null
    case 'url':
      return <OutsideLink href={String(value)} />
    case 'json':
      return isRecordRef(value) ? (
        <RefValue object={value.object} id={value.id} refs={refs} />
      ) : Array.isArray(value) ? (
        value.join(', ')
      ) : null
    default:
      return compact ? <span title={String(value)}>{String(value)}</span> : String(value)
  }
}

const isRecordRef = (value: unknown): value is { object: string; id: string } =>
  typeof value === 'object' && value !== null && 'object' in value && 'id' in value

function Mark({ on }: { on: boolean }) {
  return (
    <>
      <Tick on={on} />
      <span className="sr">{on ? 'Yes' : 'No'}</span>
    </>
  )
}

function Figure({ value, compact, plain }: { value: number; compact: boolean; plain: boolean }) {
  if (plain) return String(value)
  return <span title={formatNumber(value)}>{compact ? formatCompact(value) : formatNumber(value)}</span>
}

function UserValue({ id, compact, refs }: { id: string; compact: boolean; refs: Refs }) {
  const { users } = useMeta()
  const name = users.find(user => user.id === id)?.name ?? refs.user?.[id] ?? 'A former colleague'
  return <PersonName id={id} name={name} {...(compact ? { short: firstName(name) } : {})} />
}

/** A record by its name, as a link where it has a page. */
export function RefValue({ object, id, refs }: { object: string; id: string; refs: Refs }) {
  const name = refs[object]?.[id]
  const path = recordPath(object, id)
  const { objects } = useMeta()
  if (!name) return <span className="t3">{objects.find(one => one.name === object)?.label[0] ?? 'A record'}</span>
  return path ? (
    <A className="link" href={path} title={name} onClick={event => event.stopPropagation()}>
      {name}
    </A>
  ) : (
    name
  )
}

function OutsideLink({ href }: { href: string }) {
  const safe = /^https?:\/\//i.test(href)
  const shown = href.replace(/^https?:\/\/(www\.)?/i, '').replace(/\/$/, '')
  if (!safe) return href
  return (
    <a className="link" href={href} target="_blank" rel="noreferrer noopener" title={href} onClick={event => event.stopPropagation()}>
      {shown}
    </a>
  )
}
