import type { MetaObject, Rec } from '../../api/types.ts'
import { Avatar } from '../../ui/Avatar.tsx'
import { Button } from '../../ui/Button.tsx'
import type { ComposerKind } from './Composer.tsx'

interface IdentityProps {
  object: MetaObject
  record: Rec
  title: string
  subtitle: string
  organisation: boolean
  onCompose: ((kind: ComposerKind) => void) | undefined
}

/** Who or what this is, and the three ways to get in touch. */
export function Identity({ record, title, subtitle, organisation, onCompose }: IdentityProps) {
  return (
    <section className="sec o0">
      <div className="idn">
        <Avatar id={record.id} name={title} size="xl" organisation={organisation} />
        <div className="grow">
          <h2 className="cut" title={title}>
            {title}
          </h2>
          {subtitle && (
            <p className="meta cut" title={subtitle}>
              {subtitle}
            </p>
          )}
        </div>
      </div>
      {onCompose && (
        <div className="row touch">
          <Button small icon="mail" className="grow" onClick={() => onCompose('mail')}>
            Write
          </Button>
          <Button small icon="phone" className="grow" onClick={() => onCompose('call')}>
            Call
          </Button>
          <Button small icon="cal" className="grow" onClick={() => onCompose('meeting')}>
            Meet
          </Button>
        </div>
      )}
    </section>
  )
}
