import type { Module } from '../../platform/module.ts'
import { conversation } from './conversation.object.ts'
import { message } from './message.object.ts'

export const inbox: Module = {
  name: 'inbox',
  objects: [conversation, message],
}
