import { Problem, sentenceOf } from '../api/problem.ts'
import { A } from '../ui/A.tsx'
import { Button } from '../ui/Button.tsx'
import { Empty } from '../ui/states.tsx'

/** A page that could not be shown says so in words; the cause goes to the console for whoever repairs it. */
export function PageFailed({ error }: { error: unknown }) {
  // On the way to the sign-in page there is nothing to say.
  if (error instanceof Problem && error.status === 401) return null
  if (!(error instanceof Problem)) console.error(error)
  return (
    <div className="page-failed">
      <Empty title="This page could not be shown" action={<Button onClick={() => window.location.reload()}>Try again</Button>}>
        {sentenceOf(error)}
      </Empty>
    </div>
  )
}

export function PageNotFound() {
  return (
    <div className="page-failed">
      <Empty
        title="There is no such page"
        action={
          <A className="btn" href="/">
            Go to Home
          </A>
        }
      >
        The address may be mistyped, or the page has moved.
      </Empty>
    </div>
  )
}
