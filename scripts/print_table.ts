import { modules } from '../src/app/modules.ts'
import { tableSql } from '../src/platform/object/column.ts'

/** Prints the SQL of an object's table as its definition wants it: what a migration for a new object is written from. */
const name = process.argv[2]
const definition = modules.flatMap(one => one.objects ?? []).find(one => one.name === name)
if (!definition) {
  console.error(`Name an object, such as lead. There is no “${name ?? ''}”.`)
  process.exit(1)
}
process.stdout.write(`${tableSql(definition)}\n`)
