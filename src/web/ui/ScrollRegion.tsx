import type { ComponentProps } from 'react'

interface ScrollRegionProps extends ComponentProps<'section'> {
  /** Its name for screen readers. */
  label: string
}

/** The part of a page that scrolls; reachable by keyboard, so that arrows scroll it. */
export function ScrollRegion({ label, className, ...rest }: ScrollRegionProps) {
  return (
    <section
      // biome-ignore lint/a11y/noNoninteractiveTabindex: without it the region cannot be scrolled by keyboard
      tabIndex={0}
      aria-label={label}
      className={className ? `scroll ${className}` : 'scroll'}
      {...rest}
    />
  )
}
