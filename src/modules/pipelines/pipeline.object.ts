import { defineObject, type RowOf } from '../../platform/object/define_object.ts'
import { json, number, text } from '../../platform/object/field.ts'

/** A way of selling with its stages (E2). One in the bin is no longer offered; what closed in it stays readable. */
export const pipeline = defineObject('pipeline', {
  plural: 'pipelines',
  label: ['Pipeline', 'Pipelines'],
  title: 'label',
  settings: true,
  without: ['bulk', 'merge'],
  list: ['position', 'label', 'key'],
  unique: [['key']],
  fields: {
    key: text({ label: 'Key', required: true, default: null, help: 'The value that programs use. It never changes.' }),
    label: text({ label: 'Name', required: true }),
    position: number({ label: 'Order', required: true, default: 1, integer: true }),
    /** In order: `[{ key, label, probability, forecast_category, outcome, help?, required?, asked?, retired? }]`. */
    stages: json({ label: 'Stages', required: true }),
  },
})

export type PipelineRow = RowOf<typeof pipeline>
declare module '../../platform/db/database.ts' {
  interface Database {
    pipeline: PipelineRow
  }
}
