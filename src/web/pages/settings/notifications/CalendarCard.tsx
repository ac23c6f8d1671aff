import { useQuery } from '@tanstack/react-query'
import { del, get, post } from '../../../api/client.ts'
import { sentenceOf } from '../../../api/problem.ts'
import { queryClient } from '../../../api/query_client.ts'
import { Button } from '../../../ui/Button.tsx'
import { FormField, TextInput } from '../../../ui/inputs.tsx'
import { showError, toast } from '../../../ui/toasts.ts'
import { Card } from '../parts/SettingsPane.tsx'

interface Link {
  url: string | null
}
const key = ['me', 'calendar']

async function change(work: () => Promise<unknown>, said: string): Promise<void> {
  try {
    await work()
    toast(said)
  } catch (error) {
    showError(sentenceOf(error))
  }
  await queryClient.invalidateQueries({ queryKey: key })
}

/** The private link by which a calendar program shows my tasks (F4). */
export function CalendarCard() {
  const { data } = useQuery({ queryKey: key, queryFn: ({ signal }) => get<Link>('/me/calendar', signal) })
  const make = () =>
    change(() => post('/me/calendar'), data?.url ? 'There is a new link; the old one stopped working' : 'Your calendar has a link')
  return (
    <Card
      title="Tasks in your calendar"
      actions={
        data?.url && (
          <>
            <Button look="quiet" small onClick={() => void make()}>
              New link
            </Button>
            <Button look="quiet" small onClick={() => void change(() => del('/me/calendar'), 'The link stopped working')}>
              Take it away
            </Button>
          </>
        )
      }
    >
      {data?.url ? (
        <FormField label="Private link" help="Subscribe to it in your calendar. Whoever has it sees your open tasks.">
          {ids => (
            <div className="row">
              <TextInput {...ids} readOnly value={data.url ?? ''} onFocus={event => event.target.select()} />
              <Button small onClick={() => void navigator.clipboard.writeText(data.url ?? '').then(() => toast('The link is copied'))}>
                Copy
              </Button>
            </div>
          )}
        </FormField>
      ) : (
        <>
          <p className="t2">A calendar program can show your open tasks at the times they are due.</p>
          <div className="row">
            <Button onClick={() => void make()}>Make a link</Button>
          </div>
        </>
      )}
    </Card>
  )
}
