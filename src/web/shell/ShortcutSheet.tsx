import { Dialog } from '../ui/Dialog.tsx'
import { Kbd } from '../ui/Kbd.tsx'

const groups: [title: string, keys: [keys: string, what: string][]][] = [
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
    'Go to',
    [
      ['g h', 'Home'],
      ['g l', 'Leads'],
      ['g a', 'Accounts'],
      ['g c', 'Contacts'],
      ['g o', 'Opportunities'],
      ['g f', 'Forecast'],
      ['g e', 'Sequences'],
      ['g t', 'Tasks'],
      ['g n', 'Needs a look'],
      ['g s', 'Settings'],
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
      ['s', 'Status'],
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
    'While writing',
    [
      ['mod+enter', 'Save'],
      ['escape', 'Leave'],
    ],
  ],
]

/** Every key, in one place. */
export function ShortcutSheet({ onClose }: { onClose: () => void }) {
  return (
    <Dialog title="Keyboard shortcuts" onClose={onClose} wide>
      <div className="sheet">
        {groups.map(([title, keys]) => (
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
