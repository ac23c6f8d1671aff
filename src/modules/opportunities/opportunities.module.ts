import type { Module } from '../../platform/module.ts'
import { opportunity } from './opportunity.object.ts'

export const opportunities: Module = {
  name: 'opportunities',
  objects: [opportunity],
}
