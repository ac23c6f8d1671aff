import type { ReactNode } from 'react'

/** Drawn in a box of 16, stroke 1.4, round ends (look/README.md, icons). */
const shapes = {
  accounts: (
    <path d="M3.2 13.5V3a.5.5 0 0 1 .5-.5h5.1a.5.5 0 0 1 .5.5v10.5M9.3 6.5h3a.5.5 0 0 1 .5.5v6.5M1.8 13.5h12.4M5.4 5.2h1.8M5.4 7.8h1.8M5.4 10.4h1.8" />
  ),
  archive: (
    <>
      <rect x="2.3" y="3" width="11.4" height="3" rx=".7" />
      <path d="M3.3 6v7h9.4V6M6.4 8.6h3.2" />
    </>
  ),
  asc: <path d="M8 12.5v-9M4.8 6.7 8 3.5l3.2 3.2" />,
  assign: (
    <>
      <circle cx="6.3" cy="5.3" r="2.4" />
      <path d="M1.9 13.2c.4-2.6 2.1-3.9 4.4-3.9 1 0 1.9.2 2.6.7M9.8 11.8h4.4M12.3 9.8l2 2-2 2" />
    </>
  ),
  at: (
    <>
      <circle cx="8" cy="8" r="2.3" />
      <path d="M10.3 5.7v3.2c0 2 3.1 1.8 3.1-1A5.4 5.4 0 1 0 11 12.4" />
    </>
  ),
  back: <path d="M9.7 4.5 6.2 8l3.5 3.5" />,
  bell: <path d="M4.2 11.2V7.4a3.8 3.8 0 0 1 7.6 0v3.8l1 1H3.2zM6.8 13.6h2.4" />,
  cal: (
    <>
      <rect x="2.6" y="3.5" width="10.8" height="9.8" rx="1.2" />
      <path d="M2.8 6.7h10.4M5.4 2.3v2.2M10.6 2.3v2.2" />
    </>
  ),
  check: <path d="m3.5 8.4 3 3 6-6.6" />,
  clip: <path d="m12.6 7.6-4.8 4.8a2.8 2.8 0 0 1-4-4l5-5a1.9 1.9 0 0 1 2.7 2.7l-4.9 4.9a.9.9 0 0 1-1.3-1.3l4.4-4.4" />,
  clock: (
    <>
      <circle cx="8" cy="8" r="5.6" />
      <path d="M8 4.8V8l2.2 1.5" />
    </>
  ),
  cols: (
    <>
      <rect x="2.4" y="3" width="11.2" height="10" rx="1.2" />
      <path d="M6.1 3.2v9.6M9.9 3.2v9.6" />
    </>
  ),
  contacts: (
    <>
      <circle cx="8" cy="5.2" r="2.6" />
      <path d="M2.8 13.4c.5-2.8 2.5-4.2 5.2-4.2s4.7 1.4 5.2 4.2" />
    </>
  ),
  desc: <path d="M8 3.5v9M4.8 9.3 8 12.5l3.2-3.2" />,
  dots: <path d="M3.5 8h.01M8 8h.01M12.5 8h.01" strokeWidth="2" />,
  down: <path d="m4.5 6.3 3.5 3.5 3.5-3.5" />,
  download: <path d="M8 2.6v7.6M4.9 7.3 8 10.4l3.1-3.1M3 13.2h10" />,
  drag: <path d="M6 4h.01M10 4h.01M6 8h.01M10 8h.01M6 12h.01M10 12h.01" strokeWidth="1.9" />,
  event: <path d="M8.8 2.3 3.7 9h3.6l-.6 4.7L12 7H8.3z" />,
  export: <path d="M8 9.6V2.6M5.4 5 8 2.5 10.6 5M3 9.5v3.8h10V9.5" />,
  eye: (
    <>
      <path d="M1.8 8C3.3 5.2 5.4 3.9 8 3.9S12.7 5.2 14.2 8c-1.5 2.8-3.6 4.1-6.2 4.1S3.3 10.8 1.8 8z" />
      <circle cx="8" cy="8" r="1.8" />
    </>
  ),
  filter: <path d="M2.5 4h11M4.5 8h7M6.5 12h3" />,
  form: (
    <>
      <rect x="3" y="2.5" width="10" height="11" rx="1.2" />
      <path d="M5.4 5.6h5.2M5.4 8.2h5.2M5.4 10.8h2.6" />
    </>
  ),
  group: <path d="M2.5 4h4M2.5 12h4M4.5 8h9M8.5 4h5M8.5 12h5" />,
  hash: <path d="M6.4 2.8 5.2 13.2M10.8 2.8 9.6 13.2M3 6h10.4M2.6 10H13" />,
  help: (
    <>
      <circle cx="8" cy="8" r="5.6" />
      <path d="M6.4 6.5c.1-1 .7-1.6 1.6-1.6s1.6.6 1.6 1.5c0 1.2-1.6 1.2-1.6 2.3M8 10.9v.1" />
    </>
  ),
  history: <path d="M2.9 6.2A5.5 5.5 0 1 1 2.5 9M2.5 3.4v3h3M8 5.2V8.3l2 1.3" />,
  home: (
    <>
      <path d="M2.5 7 8 2.7 13.5 7v6a.5.5 0 0 1-.5.5H3a.5.5 0 0 1-.5-.5z" />
      <path d="M6.4 13.4V9.6h3.2v3.8" />
    </>
  ),
  inbox: (
    <>
      <path d="M2.5 9.3 4.2 3.6h7.6l1.7 5.7v3.2a.8.8 0 0 1-.8.8H3.3a.8.8 0 0 1-.8-.8z" />
      <path d="M2.5 9.3h3.2l.9 1.7h2.8l.9-1.7h3.2" />
    </>
  ),
  leads: (
    <>
      <circle cx="6.5" cy="5.4" r="2.5" />
      <path d="M1.9 13.3c.5-2.7 2.2-4 4.6-4s4.1 1.3 4.6 4M12.6 3.2v4M10.6 5.2h4" />
    </>
  ),
  link: <path d="M6.8 9.2 9.2 6.8M7 4.7l1-1a2.9 2.9 0 0 1 4.2 4.2l-1.1 1M9 11.3l-1 1A2.9 2.9 0 0 1 3.8 8l1.1-1" />,
  lock: (
    <>
      <rect x="3.6" y="7" width="8.8" height="6.2" rx="1" />
      <path d="M5.4 7V5.2a2.6 2.6 0 0 1 5.2 0V7" />
    </>
  ),
  look: (
    <>
      <path d="M1.8 8S4 4 8 4s6.2 4 6.2 4S12 12 8 12 1.8 8 1.8 8z" />
      <circle cx="8" cy="8" r="1.8" />
    </>
  ),
  mail: (
    <>
      <rect x="2.2" y="3.6" width="11.6" height="8.8" rx="1.2" />
      <path d="m2.6 4.6 5.4 4 5.4-4" />
    </>
  ),
  menu: <path d="M2.5 4.5h11M2.5 8h11M2.5 11.5h11" />,
  merge: <path d="M4 2.8v3c0 2 4 2.4 4 4.6v2.8M12 2.8v3c0 2-4 2.4-4 4.6" />,
  minus: <path d="M4 8h8" />,
  note: (
    <>
      <path d="M3 3.5h10v6.2L9.7 13H3z" />
      <path d="M12.8 9.8H9.6V13" />
    </>
  ),
  opps: (
    <>
      <rect x="2.2" y="2.8" width="3" height="10.4" rx=".8" />
      <rect x="6.5" y="2.8" width="3" height="6.4" rx=".8" />
      <rect x="10.8" y="2.8" width="3" height="8.4" rx=".8" />
    </>
  ),
  out: <path d="M9.5 2.8h3.7v3.7M13 3 7.6 8.4M11.6 9.2v3.4a.6.6 0 0 1-.6.6H3.4a.6.6 0 0 1-.6-.6V5a.6.6 0 0 1 .6-.6h3.4" />,
  pencil: <path d="m3 13 .6-2.8 7-7 2.2 2.2-7 7z" />,
  phone: <path d="M3.2 3.4c0 5.2 4.2 9.4 9.4 9.4l.6-2.8-3-1.1-1.2 1.4c-1.4-.6-2.6-1.8-3.3-3.3l1.4-1.2-1.1-3z" />,
  plus: <path d="M8 3.2v9.6M3.2 8h9.6" />,
  pool: <path d="M2 5.8c1.4-1.5 2.6-1.5 4 0s2.6 1.5 4 0 2.6-1.5 4 0M2 10.4c1.4-1.5 2.6-1.5 4 0s2.6 1.5 4 0 2.6-1.5 4 0" />,
  quotes: (
    <>
      <path d="M4 2.5h5.3L12 5.2v8.3H4z" />
      <path d="M9.2 2.6v2.7h2.7M6 8.2h4M6 10.6h4" />
    </>
  ),
  reports: <path d="M3 13.3V9M8 13.3V2.7M13 13.3V6" />,
  revenue: <path d="m2.3 12 3.6-4.2 2.6 2.1 5-5.6M10.4 4.2h3.2v3.2" />,
  right: <path d="m6.3 4.5 3.5 3.5-3.5 3.5" />,
  search: (
    <>
      <circle cx="7" cy="7" r="4.3" />
      <path d="m10.2 10.2 3.3 3.3" />
    </>
  ),
  send: <path d="m2.6 7.4 10.8-4.6-3.4 10.6-2.4-4.2z" />,
  settings: (
    <>
      <path d="M2.5 5.2h5.2M11.3 5.2h2.2M2.5 10.8h2.2M8.3 10.8h5.2" />
      <circle cx="9.5" cy="5.2" r="1.7" />
      <circle cx="6.5" cy="10.8" r="1.7" />
    </>
  ),
  spam: (
    <>
      <circle cx="8" cy="8" r="5.6" />
      <path d="m4.2 4.2 7.6 7.6" />
    </>
  ),
  sun: (
    <>
      <circle cx="8" cy="8" r="2.8" />
      <path d="M8 1.8v1.4M8 12.8v1.4M1.8 8h1.4M12.8 8h1.4M3.6 3.6l1 1M11.4 11.4l1 1M12.4 3.6l-1 1M4.6 11.4l-1 1" />
    </>
  ),
  tasks: (
    <>
      <circle cx="8" cy="8" r="5.6" />
      <path d="m5.6 8.2 1.7 1.7 3.2-3.6" />
    </>
  ),
  tmpl: (
    <>
      <rect x="2.6" y="2.6" width="10.8" height="10.8" rx="1.2" />
      <path d="M2.8 6h10.4M6.4 6.2v7" />
    </>
  ),
  trash: <path d="M3 4.4h10M6.2 4.2V2.8h3.6v1.4M4.3 4.6l.6 8.7h6.2l.6-8.7" />,
  undo: <path d="M6.3 3.4 3.2 6.5l3.1 3.1M3.4 6.5h6a3.2 3.2 0 0 1 0 6.4H7.2" />,
  up: <path d="m4.5 9.7 3.5-3.5 3.5 3.5" />,
  x: <path d="m4.5 4.5 7 7M11.5 4.5l-7 7" />,
} satisfies Record<string, ReactNode>

export type IconName = keyof typeof shapes

/** A picture beside a word; alone it needs `label`. */
export function Icon({ name, small, label }: { name: IconName; small?: boolean; label?: string }) {
  return (
    <>
      <svg className={small ? 'i s' : 'i'} viewBox="0 0 16 16" aria-hidden>
        {shapes[name]}
      </svg>
      {label && <span className="sr">{label}</span>}
    </>
  )
}

/** The hedge itself. */
export function Mark() {
  return (
    <svg className="mark" viewBox="0 0 16 16" aria-hidden>
      <path d="M2 14V7.5a1.8 1.8 0 0 1 3.6 0V14zM6.2 14V4.3a1.8 1.8 0 0 1 3.6 0V14zM10.4 14V6.4a1.8 1.8 0 0 1 3.6 0V14z" />
    </svg>
  )
}
