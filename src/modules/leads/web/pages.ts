export { LeadsPage } from './LeadsPage.tsx'
