import { useSlow } from '../../../../web/ui/states.tsx'
import type { Stage } from '../../../pipelines/stage.rule.ts'

/** The board's frame while its cards are on their way: the stages are known. */
export function BoardFrame({ stages }: { stages: readonly Stage[] }) {
  const slow = useSlow(true)
  return (
    <div className="board" role="status" aria-busy="true" aria-label="Loading">
      {stages
        .filter(stage => !stage.retired && stage.outcome !== 'lost')
        .map(stage => (
          <div className="col" key={stage.key}>
            <header>
              <div className="row">
                <h2 className="cut">{stage.label}</h2>
              </div>
              <div className="sum">{slow && <span className="sk" style={{ width: 56 }} />}</div>
            </header>
            <div className="stack">
              {slow &&
                [0, 1].map(index => (
                  <div className="op" key={index}>
                    <div className="h">
                      <span className="sk" style={{ width: 88 }} />
                    </div>
                    <p className="nx" />
                    <div className="f">
                      <span className="sk" style={{ width: 40 }} />
                    </div>
                  </div>
                ))}
            </div>
          </div>
        ))}
    </div>
  )
}
