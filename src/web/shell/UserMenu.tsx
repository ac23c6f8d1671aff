import { useMantineColorScheme } from '@mantine/core'
import { post } from '../api/client.ts'
import { useMeta } from '../api/meta.ts'
import { sentenceOf } from '../api/problem.ts'
import { useGo } from '../ui/A.tsx'
import { Avatar } from '../ui/Avatar.tsx'
import { Menu } from '../ui/Menu.tsx'
import { showError } from '../ui/toasts.ts'

export async function signOut(): Promise<void> {
  try {
    await post('/api/auth/sign-out')
    window.location.assign('/sign-in')
  } catch (error) {
    showError(sentenceOf(error))
  }
}

/** Who is signed in, the theme, and the way out. */
export function UserMenu() {
  const { me } = useMeta()
  const go = useGo()
  const { colorScheme, setColorScheme } = useMantineColorScheme()
  const scheme = (value: 'light' | 'dark' | 'auto', label: string) => ({
    label,
    checked: colorScheme === value,
    run: () => setColorScheme(value),
  })
  return (
    <Menu
      label="You"
      align="start"
      items={[
        { label: 'Your settings', icon: 'settings', run: () => go('/settings/you') },
        scheme('light', 'Light'),
        scheme('dark', 'Dark'),
        scheme('auto', 'As the system'),
        { label: 'Sign out', icon: 'out', run: () => void signOut() },
      ]}
      target={(open, opened) => (
        <button type="button" onClick={open} aria-haspopup="menu" aria-expanded={opened} title={me.name}>
          <Avatar id={me.id} name={me.name} />
          <span className="w cut">{me.name}</span>
        </button>
      )}
    />
  )
}
