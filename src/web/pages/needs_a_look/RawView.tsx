import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { base } from '../../api/client.ts'
import { Button } from '../../ui/Button.tsx'

const most = 40_000

/** What came in, byte for byte; shown as plain text, because hostile mails are among it. */
export function RawView({ inboundId }: { inboundId: string }) {
  const [open, setOpen] = useState(false)
  const { data, isError } = useQuery({
    queryKey: ['raw', inboundId],
    enabled: open,
    staleTime: Number.POSITIVE_INFINITY,
    queryFn: async ({ signal }) => {
      const response = await fetch(`${base}/inbound/${inboundId}/raw`, { signal })
      if (!response.ok) throw new Error('The raw form is no longer kept.')
      return response.text()
    },
  })
  return (
    <section className="raw" aria-label="As it came">
      <Button look="quiet" small aria-expanded={open} onClick={() => setOpen(!open)}>
        {open ? 'Hide the original' : 'Show the original'}
      </Button>
      {open && isError && <p className="meta">Its original form is no longer kept.</p>}
      {open && data !== undefined && (
        // biome-ignore lint/a11y/noNoninteractiveTabindex: a region that scrolls must be reachable by keyboard
        <pre tabIndex={0}>
          {data.slice(0, most)}
          {data.length > most && '\n…'}
        </pre>
      )}
    </section>
  )
}
