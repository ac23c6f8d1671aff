import { Icon } from '../../ui/Icon.tsx'

export interface Step {
  ok: boolean
  title: string
  detail: string
}

export const stepsOf = (value: unknown): Step[] =>
  Array.isArray(value)
    ? value.flatMap(one =>
        typeof one === 'object' && one !== null && 'title' in one
          ? [
              {
                ok: 'ok' in one && one.ok === true,
                title: String(one.title),
                detail: 'detail' in one && one.detail ? String(one.detail) : '',
              },
            ]
          : [],
      )
    : []

/** How a decision came about, step by step. */
export function Steps({ steps }: { steps: Step[] }) {
  return (
    <ol className="steps">
      {steps.map((step, index) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: the steps of one decision never change
        <li key={index} className={step.ok ? 'yes' : 'no'}>
          <span className="ic">
            <Icon name={step.ok ? 'check' : 'x'} small label={step.ok ? 'yes' : 'no'} />
          </span>
          <div>
            <div>{step.title}</div>
            {step.detail && <p>{step.detail}</p>}
          </div>
        </li>
      ))}
    </ol>
  )
}
