import type { Module } from '../../platform/module.ts'
import { address } from './address.object.ts'

export const mail: Module = {
  name: 'mail',
  objects: [address],
}
