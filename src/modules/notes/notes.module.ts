import { z } from 'zod'
import { route } from '../../platform/http/route.ts'
import type { Module } from '../../platform/module.ts'
import { note } from './note.object.ts'
import { onlyAuthor } from './only_author.ts'
import { tellReaders } from './tell_readers.ts'
import { deriveEdited, deriveThread } from './thread.derive.ts'
import { muteThread, threadNotes, unmuteThread } from './thread.queries.ts'

const params = z.object({ id: z.uuid() })
const onNote = { tag: 'Notes', auth: 'user', params } as const
const thread = z.object({
  thread_id: z.string(),
  data: z.array(
    z.object({
      id: z.string(),
      text: z.string().nullable(),
      created_at: z.date(),
      created_by: z.string().nullable(),
      edited_at: z.date().nullable(),
      version: z.number(),
    }),
  ),
  following: z.boolean(),
  muted: z.boolean(),
})

export const notes: Module = {
  name: 'notes',
  objects: [note],
  derivations: [onlyAuthor, deriveThread, deriveEdited],
  consumers: [tellReaders],
  routes: [
    route({
      ...onNote,
      method: 'GET',
      path: '/api/v1/notes/{id}/thread',
      summary: 'The thread that a note is in, oldest first',
      description: 'A note with `reply_to_id` is a reply. Whoever wrote or was mentioned in a thread follows it.',
      response: thread,
      run: (ctx, { params }) => threadNotes(ctx, params.id),
    }),
    route({
      ...onNote,
      method: 'POST',
      path: '/api/v1/notes/{id}/mute',
      summary: 'Be told of a thread no more',
      status: 204,
      run: (ctx, { params }) => muteThread(ctx, params.id),
    }),
    route({
      ...onNote,
      method: 'POST',
      path: '/api/v1/notes/{id}/unmute',
      summary: 'Be told of a thread again',
      status: 204,
      run: (ctx, { params }) => unmuteThread(ctx, params.id),
    }),
  ],
}
