import { leadFieldOf } from '../../../../modules/forms/lead_field_of.rule.ts'

/** Whether a visitor's answer of this name fills the lead's field of the same name. */
export const isFillable = (name: string): boolean => leadFieldOf(name) === name
