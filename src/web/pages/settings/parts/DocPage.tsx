import type { ReactNode } from 'react'
import { sentenceOf } from '../../../api/problem.ts'
import { Failed, SkeletonRows } from '../../../ui/states.tsx'
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
    <SettingsPane title={title} intro={intro}>
      {error && <Failed sentence={sentenceOf(error)} retry={retry} />}
      {value === undefined ? !error && <SkeletonRows rows={5} /> : children(value)}
    </SettingsPane>
  )
}
