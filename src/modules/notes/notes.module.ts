import type { Module } from '../../platform/module.ts'
import { note } from './note.object.ts'
import { onlyAuthor } from './only_author.ts'
import { tellMentioned } from './tell_mentioned.ts'

export const notes: Module = { name: 'notes', objects: [note], derivations: [onlyAuthor], consumers: [tellMentioned] }
