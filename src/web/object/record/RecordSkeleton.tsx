import { TopBar } from '../../shell/TopBar.tsx'
import { SkeletonRows } from '../../ui/states.tsx'

/** The frame of a record that is on its way. */
export function RecordSkeleton({ title, back }: { title: string; back: { href: string; label: string } }) {
  return (
    <>
      <TopBar title={title} parent={back} search={false} />
      <div className="rec" aria-busy="true">
        <aside>
          <SkeletonRows rows={10} />
        </aside>
        <section className="mid">
          <SkeletonRows rows={6} />
        </section>
        <aside className="ctx-r">
          <SkeletonRows rows={6} />
        </aside>
      </div>
    </>
  )
}
