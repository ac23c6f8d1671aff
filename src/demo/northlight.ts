/** The demo company's people: the password is shared and printed. */
export const demoPassword = 'northlight-demo'

export const colleagues = [
  { name: 'Dana Whitlock', role: 'admin', zone: 'America/New_York', territory: null },
  { name: 'Rafael Ortiz', role: 'revops', zone: 'America/New_York', territory: null },
  { name: 'Ines Carvalho', role: 'sales', zone: 'Europe/Lisbon', territory: 1 },
  { name: 'Tomasz Wilk', role: 'sales', zone: 'Europe/Warsaw', territory: 1 },
  { name: 'Hanneke Smit', role: 'sales', zone: 'Europe/Amsterdam', territory: 1 },
  { name: 'Jonah Reyes', role: 'sales', zone: 'America/Los_Angeles', territory: 0 },
  { name: 'Priya Nand', role: 'sales', zone: 'America/New_York', territory: 0 },
  { name: 'Mei Tanaka', role: 'sales', zone: 'Asia/Tokyo', territory: 2 },
  { name: 'Arjun Rao', role: 'sales', zone: 'Asia/Kolkata', territory: 2 },
  { name: 'Tobias Lind', role: 'member', zone: 'Europe/Stockholm', territory: null },
  { name: 'Sofia Marin', role: 'read_only', zone: 'Europe/Madrid', territory: null },
] as const

export const firstNames =
  'Maren Clara Yusuf Noor Oisín Giulia Elif Aurélie Charlotte Linnéa Samuel Marek Amelia Tariq Daniel Zanele Freya Pieter Katarzyna Ruben Lucía Mateo Hana Kenji Aisha Omar Lena Jonas Camila Diego Grace Ethan Chloé Hugo Saanvi Vikram Nina Lars Ingrid Felix Marta Pavel Sinéad Luca Bianca Théo Anouk Emre Leila Kofi Amara Wei Jun Minh Linh Rosa Andrés Isla Callum Ada'.split(
    ' ',
  )
export const lastNames =
  'Holst Brandt Adeyemi Bakker Byrne Moretti Kaya Caron Whitmore Sjöberg Osei Novotný Sutton Mansour Roth Dube Kjær Peeters Zielińska Aaltonen Vega Rojas Sato Yamada Khan Haddad Fischer Weber Silva Castro Turner Brooks Laurent Dubois Patel Iyer Olsen Berg Lang Maier Kowalska Dvořák Murphy Ricci Conti Martin Visser Demir Farouk Mensah Okafor Chen Liu Nguyen Tran Morales Herrera Fraser Reid Lovelace'.split(
    ' ',
  )

const names =
  'Fjordlast Lumenfeld Havenmark Vetrina Marmara Ashgrove Vinterberg Brixa Dune Kesselbau Protea Strandby Waterkant Polanka Kuusi Kora Tallow Goldcoast Wattle Petitatlas Norderpost Cobaltine Saltmarsh Quillon Mirador Oakline Redkite Pinebridge Tessera Halcyon Boreal Cinder Larkspur Meridian Solstice Umbra Verdant Wren Zephyr Alder Basalt Cascade Drift Ember Fathom Grove Hollow Inlet Juniper Kestrel Lattice Marlin Nimbus Orchard Pebble Quarry Ripple Summit Thistle Upland'.split(
    ' ',
  )
const trades = ['Logistics', 'Health', 'Pay', 'Robotics', 'Energy', 'Games', 'Foods', 'Retail', 'Mobility', 'Studio'] as const
const countries =
  'NO DE NL IT TR GB SE CZ AE AT ZA DK BE PL FI NG IE GH AU FR US US US CA BR MX US CL JP SG IN KR US ES PT CH EE US CA DE'.split(' ')

export interface DemoCompany {
  name: string
  domain: string
  industry: string
  country: string
  employees: number
  annual_revenue: number
  founded_year: number
  company_type: string
}

/** Sixty companies; size and age follow from the place in the list, so that scores differ. */
export const companies: readonly DemoCompany[] = names.map((name, index) => {
  const trade = trades[index % trades.length] ?? 'Studio'
  return {
    name: index % 3 === 0 ? name : `${name} ${trade}`,
    domain: `${name.toLowerCase()}.example`,
    industry: trade,
    country: countries[index % countries.length] ?? 'US',
    employees: [12, 48, 140, 240, 420, 780, 1_600, 5_200][(index * 7) % 8] ?? 100,
    annual_revenue: ([0.6, 3, 9, 32, 48, 95, 180, 900][(index * 5) % 8] ?? 1) * 1_000_000,
    founded_year: 1998 + ((index * 11) % 27),
    company_type: index % 9 === 0 ? 'public' : 'private',
  }
})

export const titles = [
  { title: 'Head of Data', role: 'Leadership' },
  { title: 'Software Engineer', role: 'Engineering' },
  { title: 'Product Manager', role: 'Product' },
  { title: 'Founder & CEO', role: 'Founder' },
  { title: 'Growth Marketer', role: 'Marketing' },
  { title: 'CTO', role: 'Leadership' },
  { title: 'Data Scientist', role: 'Engineering' },
  { title: 'Operations Lead', role: 'Operations' },
] as const

export const messages = [
  'We outgrow our own dashboards. Does the price fall with volume, and can we pay once a year?',
  'Where is data kept? Do you have hosting in Europe?',
  'We would like a demo for our product team of twelve, ideally next week.',
  'Is single sign-on part of the plan, or an add-on?',
  'We compare three tools and decide at the end of the month. Could somebody show us session replay?',
  'Our trial ends on Friday and we need two more weeks to decide.',
  'How do feature flags behave when your servers cannot be reached?',
  'We send about five million events a month. What would that cost?',
] as const

export const calls = [
  'Talked through the event plan. They send a list of events until Friday; then a trial.',
  'No answer, left a message.',
  'They like replay and flags. Security review is with their CISO; I send the documents today.',
  'Budget is approved for the next quarter. The decision is with the CTO.',
] as const
