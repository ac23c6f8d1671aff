import { useDebouncedValue } from '@mantine/hooks'
import { keepPreviousData, useQuery } from '@tanstack/react-query'
import { useMemo, useState } from 'react'
import { post } from '../../api/client.ts'
import { hasObject, objectOf, useMeta } from '../../api/meta.ts'
import type { ListPage, Meta, MetaField } from '../../api/types.ts'
import { countryChoices } from '../../format/countries.ts'
import { Avatar } from '../../ui/Avatar.tsx'
import type { Option } from '../../ui/PickList.tsx'

/** Colleagues that may be given records, the viewer first. */
export function peopleOptions(meta: Meta, today = ''): Option[] {
  const active = meta.users.filter(user => user.active && user.works_leads !== false)
  const mine = active.filter(user => user.id === meta.me.id)
  const others = active.filter(user => user.id !== meta.me.id).sort((a, b) => a.name.localeCompare(b.name))
  return [...mine, ...others].map(user => {
    const until = user.out_of_office_until
    const away = until && today !== '' && until >= today && (user.out_of_office_from ?? '') <= today
    return {
      value: user.id,
      label: user.name,
      ...(away ? { hint: `away until ${until}` } : user.id === meta.me.id ? { hint: 'you' } : {}),
      mark: <Avatar id={user.id} name={user.name} />,
    }
  })
}

/** What may be chosen for a field whose values are known beforehand; null when they must be searched. */
export function useFixedOptions(field: MetaField): Option[] | null {
  const meta = useMeta()
  return useMemo(() => {
    if (field.kind === 'country') return countryChoices.map(({ value, label }) => ({ value, label, hint: value }))
    if (field.kind === 'user' || field.to === 'user') return peopleOptions(meta)
    if (field.options) return field.options.filter(option => !option.retired).map(({ value, label }) => ({ value, label }))
    return null
  }, [field, meta])
}

/** Records that a reference may point at, found by what is typed. */
export function useRecordOptions(object: string): { options: Option[]; onType: (text: string) => void; waiting: boolean } {
  const meta = useMeta()
  const [text, setText] = useState('')
  const [typed] = useDebouncedValue(text.trim(), 120)
  const known = hasObject(meta, object)
  const { data, isFetching } = useQuery({
    queryKey: ['options', object, typed],
    enabled: known,
    placeholderData: keepPreviousData,
    queryFn: async ({ signal }) => {
      const { plural, title, fields } = objectOf(meta, object)
      const more = ['domain', 'email', 'company'].filter(name => name in fields && name !== title)
      const page = await post<ListPage>(
        `/${plural}/query`,
        { ...(typed ? { filter: { field: title, op: 'contains', value: typed } } : {}), fields: [title, ...more], limit: 20 },
        { signal },
      )
      return page.data.map(record => ({
        value: record.id,
        label: String(record[title] ?? ''),
        hint: more.map(name => record[name]).find((value): value is string => typeof value === 'string') ?? '',
      }))
    },
  })
  return { options: data ?? [], onType: setText, waiting: isFetching }
}
