export { SequencePage } from './SequencePage.tsx'
export { SequencesPage } from './SequencesPage.tsx'
