import { type ReactNode, useState } from 'react'
import { sentenceOf } from '../../../api/problem.ts'
import { Button } from '../../../ui/Button.tsx'
import { Failed, SkeletonRows } from '../../../ui/states.tsx'
import { SettingHistory } from './SettingHistory.tsx'
import { SettingsPane } from './SettingsPane.tsx'
import { useSetting } from './settings_docs.ts'

interface DocPageProps<T> {
  /** The settings document's key. */
  name: string
  title: string
  intro?: ReactNode
  children: (saved: T) => ReactNode
}

/** A page that edits one settings document: its frame at once, its form when the document is there. */
export function DocPage<T>({ name, title, intro, children }: DocPageProps<T>) {
  const { value, error, retry } = useSetting<T>(name)
  return (
    <SettingsPane title={title} intro={intro} actions={<HistoryButton name={name} />}>
      {error && <Failed sentence={sentenceOf(error)} retry={retry} />}
      {value === undefined ? !error && <SkeletonRows rows={5} /> : children(value)}
    </SettingsPane>
  )
}

/** Opens who changed a settings document; for the head of its page. */
export function HistoryButton({ name }: { name: string }) {
  const [open, setOpen] = useState(false)
  return (
    <>
      <Button look="quiet" small onClick={() => setOpen(true)}>
        History
      </Button>
      {open && <SettingHistory name={name} onClose={() => setOpen(false)} />}
    </>
  )
}
