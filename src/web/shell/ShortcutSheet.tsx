import { useMeta } from '../api/meta.ts'
import { Dialog } from '../ui/Dialog.tsx'
import { Kbd } from '../ui/Kbd.tsx'
import { everyPlace } from './places.ts'

type Group = [title: string, keys: [keys: string, what: string][]]
const groups: Group[] = [
  [
    'Everywhere',
    [
      ['mod+k', 'Search and commands'],
      ['?', 'These keys'],
      ['mod+z', 'Undo'],
      ['escape', 'Close'],
    ],
  ],
  [
    'Lists',
    [
      ['j', 'Down'],
      ['k', 'Up'],
      ['enter', 'Open'],
      ['o', 'Open'],
      ['x', 'Select'],
      ['shift+x', 'Select up to here'],
      ['mod+a', 'Select all'],
      ['left', 'Cell to the left'],
      ['right', 'Cell to the right'],
      ['e', 'Edit the cell'],
      ['a', 'Assign'],
      ['s', 'Status'],
      ['t', 'New task'],
      ['/', 'Filter'],
      ['n', 'New'],
    ],
  ],
  [
    'Home and tasks of today',
    [
      ['j', 'Down'],
      ['k', 'Up'],
      ['enter', 'Open'],
      ['d', 'Done, keep, claim, read'],
      ['z', 'Snooze, move'],
      ['r', 'Answer'],
      ['c', 'Call'],
      ['t', 'New task in words'],
      ['q', 'From tasks: work through today'],
    ],
  ],
  [
    'On a record',
    [
      ['j', 'Next'],
      ['k', 'Previous'],
      ['a', 'Assign'],
      ['s', 'Status or stage'],
      ['shift+c', 'Convert a lead'],
      ['shift+d', 'Disqualify a lead'],
      ['e', 'Edit'],
      ['f', 'All fields'],
      ['c', 'Mail'],
      ['n', 'Note'],
      ['t', 'Task'],
      ['escape', 'Back to the list'],
    ],
  ],
  [
    'Board of opportunities',
    [
      ['h', 'Column to the left'],
      ['l', 'Column to the right'],
      ['shift+h', 'Move the card left'],
      ['shift+l', 'Move the card right'],
      ['e', 'Next step'],
    ],
  ],
  [
    'Pool, forecast and quotas',
    [
      ['c', 'Claim a lead'],
      ['m', 'Forecast by month'],
      ['q', 'Forecast by quarter'],
      ['[', 'Quotas: earlier quarter'],
      [']', 'Quotas: later quarter'],
    ],
  ],
  [
    'While writing',
    [
      ['mod+enter', 'Save'],
      ['escape', 'Leave'],
    ],
  ],
]

/** Every key, in one place. */
export function ShortcutSheet({ onClose }: { onClose: () => void }) {
  const places = everyPlace(useMeta()).flatMap(({ keys, label }): Group[1] => (keys ? [[keys, label]] : []))
  const [everywhere, ...rest] = groups
  const shown: Group[] = [...(everywhere ? [everywhere] : []), ['Go to', places], ...rest]
  return (
    <Dialog title="Keyboard shortcuts" onClose={onClose} wide>
      <div className="sheet">
        {shown.map(([title, keys]) => (
          <section key={title}>
            <h3>{title}</h3>
            <dl>
              {keys.map(([cap, what]) => (
                <div key={cap + what}>
                  <dt>{what}</dt>
                  <dd>
                    <Kbd>{cap}</Kbd>
                  </dd>
                </div>
              ))}
            </dl>
          </section>
        ))}
      </div>
    </Dialog>
  )
}
