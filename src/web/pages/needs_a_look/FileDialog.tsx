import { useDebouncedValue } from '@mantine/hooks'
import { keepPreviousData, useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { get } from '../../api/client.ts'
import { useMeta } from '../../api/meta.ts'
import type { SearchHit } from '../../shell/palette/search.ts'
import { Avatar } from '../../ui/Avatar.tsx'
import { Dialog } from '../../ui/Dialog.tsx'
import { PickList } from '../../ui/PickList.tsx'

const fileable = new Set(['lead', 'contact', 'account', 'opportunity'])

/** Asks on which record it is to be filed. */
export function FileDialog({ onFile, onClose }: { onFile: (object: string, id: string) => void; onClose: () => void }) {
  const { objects } = useMeta()
  const [text, setText] = useState('')
  const [typed] = useDebouncedValue(text.trim(), 80)
  const { data, isFetching } = useQuery({
    queryKey: ['search', typed],
    enabled: typed.length > 0,
    placeholderData: keepPreviousData,
    queryFn: ({ signal }) => get<{ data: SearchHit[] }>(`/search?${new URLSearchParams({ q: typed, limit: '20' })}`, signal),
  })
  const hits = (data?.data ?? []).filter(hit => fileable.has(hit.object))
  return (
    <Dialog title="File on" onClose={onClose} bare="dialog pick">
      <p className="meta pick-title">File on</p>
      <PickList
        label="Find a record"
        placeholder="A name, mail address or company"
        onType={setText}
        waiting={isFetching}
        none={typed ? 'Nothing is called so.' : 'Type to search.'}
        options={hits.map(hit => ({
          value: `${hit.object} ${hit.id}`,
          label: hit.title,
          hint: `${objects.find(one => one.name === hit.object)?.label[0].toLowerCase() ?? ''}, ${hit.subtitle}`,
          mark: <Avatar id={hit.id} name={hit.title} organisation={hit.object === 'account'} />,
        }))}
        onPick={value => {
          const [object = '', id = ''] = value.split(' ')
          onClose()
          onFile(object, id)
        }}
      />
    </Dialog>
  )
}
