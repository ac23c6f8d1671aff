export { ContactPage } from './ContactPage.tsx'
export { ContactsPage } from './ContactsPage.tsx'
