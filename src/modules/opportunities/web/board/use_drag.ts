import { type PointerEvent as ReactPointerEvent, type RefObject, useCallback, useRef, useState } from 'react'
import type { Rec } from '../../../../web/api/types.ts'

export interface Dragged {
  card: Rec
  /** The stage of the column under the pointer. */
  over: string | null
  width: number
}

const begins = 5
const edge = 48

/**
 * Drags a card with the mouse. The held card follows by a transform, drawn once a frame outside of React, which only hears when
 * another column comes under the pointer. Touch scrolls instead: cards have a menu there.
 */
export function useDrag(board: RefObject<HTMLElement | null>, onDrop: (card: Rec, stage: string) => void) {
  const [dragged, setDragged] = useState<Dragged | null>(null)
  const held = useRef<HTMLDivElement>(null)
  const drop = useRef(onDrop)
  drop.current = onDrop

  const start = useCallback(
    (event: ReactPointerEvent<HTMLElement>, card: Rec) => {
      if (event.button !== 0 || event.pointerType === 'touch') return
      const box = event.currentTarget.getBoundingClientRect()
      const [startX, startY] = [event.clientX, event.clientY]
      let [x, y] = [startX, startY]
      let moving = false
      let over: string | null = null
      let frame = 0

      const draw = () => {
        frame = 0
        if (held.current)
          held.current.style.transform = `translate3d(${box.left + x - startX}px, ${box.top + y - startY}px, 0) rotate(1deg)`
        const area = board.current
        if (!area) return
        const { left, right } = area.getBoundingClientRect()
        const scroll = x < left + edge ? -12 : x > right - edge ? 12 : 0
        if (scroll !== 0) {
          area.scrollLeft += scroll
          frame = requestAnimationFrame(draw)
        }
        const column = [...area.querySelectorAll<HTMLElement>('[data-stage]')].find(one => {
          const at = one.getBoundingClientRect()
          return x >= at.left && x < at.right
        })
        const now = column?.dataset.stage ?? null
        if (now === over) return
        over = now
        setDragged({ card, over, width: box.width })
      }
      const onMove = (move: PointerEvent) => {
        ;[x, y] = [move.clientX, move.clientY]
        if (!moving && Math.hypot(x - startX, y - startY) < begins) return
        if (!moving) {
          moving = true
          window.getSelection()?.removeAllRanges()
          setDragged({ card, over: null, width: box.width })
        }
        move.preventDefault()
        frame ||= requestAnimationFrame(draw)
      }
      const end = (dropped: boolean) => {
        window.removeEventListener('pointermove', onMove)
        window.removeEventListener('pointerup', onUp)
        window.removeEventListener('pointercancel', onCancel)
        window.removeEventListener('keydown', onKey, true)
        cancelAnimationFrame(frame)
        if (!moving) return
        if (dropped) draw()
        cancelAnimationFrame(frame)
        setDragged(null)
        stopNextClick()
        if (dropped && over !== null && over !== card.stage) drop.current(card, over)
      }
      const onUp = () => end(true)
      const onCancel = () => end(false)
      const onKey = (key: KeyboardEvent) => {
        if (key.key !== 'Escape' || !moving) return
        key.preventDefault()
        key.stopPropagation()
        end(false)
      }
      window.addEventListener('pointermove', onMove)
      window.addEventListener('pointerup', onUp)
      window.addEventListener('pointercancel', onCancel)
      window.addEventListener('keydown', onKey, true)
    },
    [board],
  )
  return { dragged, held, start }
}

/** Letting go of a card is no click on it. */
function stopNextClick(): void {
  const stop = (event: MouseEvent) => {
    event.preventDefault()
    event.stopPropagation()
  }
  window.addEventListener('click', stop, { capture: true, once: true })
  setTimeout(() => window.removeEventListener('click', stop, true))
}
