export { OpportunitiesPage } from './OpportunitiesPage.tsx'
export { OpportunityPage } from './OpportunityPage.tsx'
