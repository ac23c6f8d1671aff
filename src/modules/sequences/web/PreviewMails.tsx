import { absolute } from '../../../web/format/dates.ts'
import { Icon } from '../../../web/ui/Icon.tsx'
import type { Piece, Preview } from './sequences.ts'

const place = (timeZone: string): string => timeZone.split('/').at(-1)?.replaceAll('_', ' ') ?? timeZone

/** A text with what was filled in tinted, what stands instead underlined, and what is missing marked and named. */
export function Pieces({ pieces }: { pieces: readonly Piece[] }) {
  return pieces.map((piece, index) => {
    const key = `${index} ${piece.text}`
    if (piece.kind === 'text') return <span key={key}>{piece.text}</span>
    if (piece.kind === 'missing')
      return (
        <mark key={key} className="mf missing" title={`${piece.field ?? ''} is not known, and nothing stands instead`}>
          {piece.text}
          <span className="sr"> is missing</span>
        </mark>
      )
    const why = piece.kind === 'value' ? piece.field : `${piece.field ?? ''} is not known; this stands instead`
    return (
      <mark key={key} className={`mf ${piece.kind}`} title={why}>
        {piece.text}
      </mark>
    )
  })
}

/** The mails of a sequence as one person would get them, each with its moment by their clock. */
export function PreviewMails({ preview }: { preview: Preview }) {
  return (
    <ol className="seq-mails">
      {preview.steps.map(step => (
        <li key={step.key}>
          <p className="meta">
            {absolute(new Date(step.at), preview.time_zone)} in {place(preview.time_zone)}
          </p>
          <div className={step.missing.length > 0 ? 'seq-mail lacks' : 'seq-mail'}>
            <p className="strong">
              <Pieces pieces={step.subject} />
            </p>
            <p className="seq-text">
              <Pieces pieces={step.body} />
            </p>
            {step.missing.length > 0 && (
              <p className="seq-missing">
                <Icon name="clock" small /> Not known here: {step.missing.join(', ')}. The mail would wait.
              </p>
            )}
          </div>
        </li>
      ))}
    </ol>
  )
}
