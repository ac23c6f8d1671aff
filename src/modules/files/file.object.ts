import { defineObject, type RowOf } from '../../platform/object/define_object.ts'
import { number, text } from '../../platform/object/field.ts'

/** A file on a record; its bytes lie in `file_content`, in the database, so that one backup has everything. */
export const file = defineObject('file', {
  plural: 'files',
  label: ['File', 'Files'],
  title: 'name',
  child: true,
  list: ['name', 'content_type', 'size', 'record', 'created_at'],
  createdByCommand: true,
  without: ['merge', 'bulk'],
  fields: {
    name: text({ label: 'Name', required: true, sort: true }),
    content_type: text({ label: 'Type', required: true, change: 'commands' }),
    size: number({ label: 'Size', required: true, integer: true, sort: true, change: 'commands' }),
    sha256: text({ label: 'Checksum', required: true, change: 'commands' }),
  },
})

export type File = RowOf<typeof file>
declare module '../../platform/db/database.ts' {
  interface Database {
    file: File
    file_content: { file_id: string; content: Buffer }
  }
}
