import { COUNTRY_LIST } from '../../modules/countries/country_list.ts'

export const countryChoices = COUNTRY_LIST.map(([value, , , , label]) => ({ value, label })).sort((a, b) => a.label.localeCompare(b.label))
const names = new Map(countryChoices.map(({ value, label }) => [value, label]))

/** `Norway` for `NO`. */
export const countryName = (code: string): string => names.get(code) ?? code
