import { registrableDomain } from './email_domain.rule.ts'

/** A company's name as a first guess from its domain (C4 a): `fjord-last.example` → "Fjord Last"; null for an encoded one. */
export function companyNameFromDomain(domain: string | null | undefined): string | null {
  const label = registrableDomain(domain)?.split('.')[0]
  if (!label || label.startsWith('xn--')) return null
  return label
    .split(/[-_]+/)
    .filter(Boolean)
    .map(word => word[0]?.toUpperCase() + word.slice(1))
    .join(' ')
}

/** A company's name in the form in which two spellings are compared (C1): no accents, case, punctuation or legal form. Null for nothing. */
export function companyKey(name: string | null | undefined): string | null {
  const words = (name ?? '')
    .normalize('NFKD')
    .replace(/[\u0300-\u036f]/g, '')
    .toLowerCase()
    .replace(/&/g, ' and ')
    .replace(/\bco\.?\s*kg\b|\bco\.?\s*kgaa\b/g, ' ')
    .replace(/\b(?:[a-z]\.\s?){2,}[a-z]?\b\.?/g, short => short.replace(/[.\s]/g, ''))
    .replace(/\b([a-z])\/([a-z])\b/g, '$1$2')
    .replace(/['’.]/g, '')
    .replace(/[^\p{L}\p{M}\p{N}]+/gu, ' ')
    .trim()
    .split(' ')
    .filter(Boolean)
  const kept = [...words]
  if (kept[0] === 'the' && kept.length > 1) kept.shift()
  while (kept.length > 1 && LEGAL_FORMS.has(kept.at(-1) ?? '')) kept.pop()
  return kept.join(' ') || null
}

const LEGAL_FORMS: ReadonlySet<string> = new Set(
  'inc incorporated corp corporation co company llc llp lp ltd limited plc pty pte gmbh mbh ggmbh ug ag kg kgaa ohg gbr ev eg se sa sas sasu sarl srl spa snc bv nv vof ab as asa aps oy oyj ou sia uab doo dd ooo zao oao pao sro kft zrt nyrt sl slu sll lda ltda eireli sapi cv spzoo zoo z oo sp spk ek kk gk sdn bhd tbk pt jsc pjsc sae wll fze fzco and'.split(
    ' ',
  ),
)
