import { useMemo, useRef, useState } from 'react'
import type { MetaObject, Rec, Refs } from '../../api/types.ts'
import { useKeys } from '../../keys/keys.ts'
import { Icon } from '../../ui/Icon.tsx'
import { Kbd } from '../../ui/Kbd.tsx'
import { isNothing } from '../field/values.ts'
import { InlineField, type InlineFieldProps } from './InlineField.tsx'

export interface Section {
  title: string
  fields: string[]
}

/** What a page says about single fields: another label, another way to change them. */
export type FieldSlots = Record<string, Pick<InlineFieldProps, 'label' | 'nothing' | 'onEdit' | 'after'>>

interface FieldSectionsProps {
  object: MetaObject
  record: Rec
  refs: Refs
  sections?: Section[] | undefined
  slots?: FieldSlots | undefined
}

/** Sections by the fields' own headings, where a page names none. */
function sectionsOf(object: MetaObject): Section[] {
  const sections = new Map<string, string[]>()
  for (const [name, field] of Object.entries(object.fields)) {
    const title = field.section ?? (field.custom ? 'More' : null)
    if (title && field.kind !== 'json') sections.set(title, [...(sections.get(title) ?? []), name])
  }
  return [...sections].map(([title, fields]) => ({ title, fields }))
}

const internal = new Set(['version', 'score_reasons', 'record'])

/** The left pane: what is known, section by section, and a search over all fields. */
export function FieldSections({ object, record, refs, sections, slots = {} }: FieldSectionsProps) {
  const [text, setText] = useState('')
  const [all, setAll] = useState(false)
  const search = useRef<HTMLInputElement>(null)
  const pane = useRef<HTMLDivElement>(null)
  const shown = useMemo(() => sections ?? sectionsOf(object), [sections, object])
  useKeys({
    f: () => search.current?.focus(),
    e: () => pane.current?.querySelector<HTMLElement>('button.value')?.click(),
  })
  const everything = Object.keys(object.fields).filter(name => !internal.has(name) && object.fields[name]?.kind !== 'json')
  const listed = new Set(shown.flatMap(section => section.fields))
  const rest = everything.filter(name => !listed.has(name))
  const wanted = text.trim().toLowerCase()
  const found = wanted
    ? everything.filter(name => `${object.fields[name]?.label} ${name} ${String(record[name] ?? '')}`.toLowerCase().includes(wanted))
    : null
  const list = (names: string[]) => (
    <dl className="kv">
      {names.map(name => (
        <InlineField key={name} {...{ object, name, record, refs }} {...slots[name]} />
      ))}
    </dl>
  )
  return (
    <div ref={pane} className="contents">
      <section className="sec fold-s">
        <label className="field soft">
          <Icon name="search" small />
          <input
            ref={search}
            className="grow"
            placeholder="All fields"
            aria-label="Search all fields"
            value={text}
            onChange={event => setText(event.target.value)}
            onKeyDown={event => {
              if (event.key !== 'Escape') return
              event.stopPropagation()
              setText('')
              event.currentTarget.blur()
            }}
          />
          <Kbd>f</Kbd>
        </label>
      </section>
      {found ? (
        <section className="sec" aria-label="Fields found">
          {found.length > 0 ? list(found) : <p className="meta">No field is called so or holds that.</p>}
        </section>
      ) : (
        <>
          {shown.map(({ title, fields }) => (
            <FoldingSection key={title} title={title} known={fields.some(name => !isNothing(record[name]) && record[name] !== false)}>
              {list(fields.filter(name => name in object.fields))}
            </FoldingSection>
          ))}
          {rest.length > 0 && (
            <section className="sec fold-s">
              <button type="button" className="meta row" onClick={() => setAll(!all)} aria-expanded={all}>
                <Icon name={all ? 'up' : 'down'} small />
                {all ? 'Fewer fields' : `${rest.length} more fields`}
              </button>
              {all && list(rest)}
            </section>
          )}
        </>
      )}
    </div>
  )
}

const folded = new Set<string>()

/** A section that can be folded; those without a known value begin folded. */
function FoldingSection({ title, known, children }: { title: string; known: boolean; children: React.ReactNode }) {
  const [open, setOpen] = useState(known && !folded.has(title))
  const toggle = () => {
    if (open) folded.add(title)
    else folded.delete(title)
    setOpen(!open)
  }
  return (
    <section className="sec">
      <h2>
        <button type="button" onClick={toggle} aria-expanded={open}>
          {title}
          <Icon name={open ? 'up' : 'down'} />
        </button>
      </h2>
      {open && children}
    </section>
  )
}
