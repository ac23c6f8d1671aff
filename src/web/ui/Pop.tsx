import { Popover } from '@mantine/core'
import { type ReactElement, type ReactNode, useContext } from 'react'
import { LayerContext, useKeys, useLayerOpen } from '../keys/keys.ts'

interface PopProps {
  open: boolean
  onClose: () => void
  /** The element it hangs on. */
  target: ReactElement
  /** Its name for screen readers. */
  label: string
  children: ReactNode
  align?: 'start' | 'end'
  width?: number | 'target'
  role?: 'dialog' | 'presentation'
}

/** Something small that hangs on a button: closes with Esc or a click elsewhere and gives the focus back. */
export function Pop({ open, onClose, target, label, children, align = 'start', width, role = 'dialog' }: PopProps) {
  const layer = useContext(LayerContext)
  useLayerOpen(layer.depth + 1, open)
  // Inside the dialog that it belongs to, else inside the page's main landmark, where screen readers look for it.
  const container = layer.container ?? document.getElementById('main')
  return (
    <Popover
      opened={open}
      onChange={opened => !opened && onClose()}
      position={align === 'end' ? 'bottom-end' : 'bottom-start'}
      offset={4}
      trapFocus
      returnFocus
      withRoles={false}
      closeOnEscape={false}
      {...(width === undefined ? {} : { width })}
      {...(container ? { portalProps: { target: container } } : {})}
      // A short dialog would cut off what hangs below its end.
      {...(layer.container ? { floatingStrategy: 'fixed' as const } : {})}
    >
      <Popover.Target>{target}</Popover.Target>
      <Popover.Dropdown
        className="popover"
        {...(role === 'dialog' ? { role, 'aria-label': label } : {})}
        onKeyDown={event => {
          if (event.key !== 'Escape') return
          event.preventDefault()
          event.stopPropagation()
          onClose()
        }}
      >
        <LayerContext.Provider value={{ ...layer, depth: layer.depth + 1 }}>
          <CloseByKey onClose={onClose} />
          {children}
        </LayerContext.Provider>
      </Popover.Dropdown>
    </Popover>
  )
}

/** Esc closes it also when what had the focus inside is gone, as a row that moved. */
function CloseByKey({ onClose }: { onClose: () => void }) {
  useKeys({ escape: onClose })
  return null
}
