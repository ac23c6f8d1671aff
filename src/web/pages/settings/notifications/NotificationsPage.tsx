import { useQuery } from '@tanstack/react-query'
import type { NotificationPreferences } from '../../../../modules/notifications/preferences.rule.ts'
import { get, patch } from '../../../api/client.ts'
import { sentenceOf } from '../../../api/problem.ts'
import { queryClient } from '../../../api/query_client.ts'
import { Failed, SkeletonRows } from '../../../ui/states.tsx'
import { showError, toast } from '../../../ui/toasts.ts'
import { useTimeZone } from '../../../ui/When.tsx'
import { useSubmit } from '../../auth/use_submit.ts'
import { useDraft } from '../parts/drafts.ts'
import { SaveBar } from '../parts/SaveBar.tsx'
import { Card, SettingsPane } from '../parts/SettingsPane.tsx'
import { CalendarCard } from './CalendarCard.tsx'
import { KindsTable, TimesCards, timeFields } from './Told.tsx'

const key = ['me', 'notifications']
/** What I am told, in the page and by mail, when I want quiet, and my morning (F4, F5). */
export function NotificationsPage() {
  const { data, error, refetch } = useQuery({
    queryKey: key,
    queryFn: ({ signal }) => get<NotificationPreferences>('/me/notifications', signal),
  })
  return (
    <SettingsPane title="Notifications" intro="Chosen by you, for you. What you leave as it is follows the workspace.">
      {error && <Failed sentence={sentenceOf(error)} retry={() => void refetch()} />}
      {data ? <Loaded saved={data} /> : !error && <SkeletonRows rows={6} />}
    </SettingsPane>
  )
}

/** Only what was changed is sent, so that the rest goes on following the workspace. */
function changed(value: NotificationPreferences, saved: NotificationPreferences): object {
  const differs = (a: unknown, b: unknown) => JSON.stringify(a) !== JSON.stringify(b)
  const kinds = Object.fromEntries(
    Object.entries(value.kinds).filter(([name, one]) => differs(one, saved.kinds[name as keyof typeof saved.kinds])),
  )
  return {
    ...(Object.keys(kinds).length > 0 ? { kinds } : {}),
    ...(differs(value.quiet_hours, saved.quiet_hours) ? { quiet_hours: value.quiet_hours } : {}),
    ...(differs(value.digest, saved.digest) ? { digest: value.digest } : {}),
  }
}

function Loaded({ saved }: { saved: NotificationPreferences }) {
  const timeZone = useTimeZone()
  const draft = useDraft('notifications', saved)
  const form = useSubmit()
  const { value } = draft
  const write = async (body: object) => queryClient.setQueryData(key, await patch<NotificationPreferences>('/me/notifications', body))
  const save = () =>
    form.run(async () => {
      await write(changed(value, saved))
      draft.discard()
      toast('Your notifications are saved', {
        undo: async () => {
          try {
            await write(changed(saved, value))
            return true
          } catch (refused) {
            showError(sentenceOf(refused))
            return false
          }
        },
      })
    })
  return (
    <>
      <Card title="What you are told">
        <KindsTable value={value.kinds} onChange={kinds => draft.set({ ...value, kinds })} />
      </Card>
      <TimesCards
        value={value}
        onChange={change => draft.set({ ...value, ...change })}
        clock={`By your clock, ${timeZone}.`}
        errors={form.fields}
      />
      <CalendarCard />
      <SaveBar
        dirty={draft.dirty}
        busy={form.busy}
        error={form.sentence(timeFields)}
        onSave={() => void save()}
        onDiscard={() => {
          draft.discard()
          form.clear()
        }}
      />
    </>
  )
}
