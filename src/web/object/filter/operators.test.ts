import { expect, it } from 'vitest'
import { fieldKinds } from '../../../platform/object/field.ts'
import { operatorsOf } from '../../../platform/object/filter.ts'
import { operatorsFor } from './operators.ts'

it.each(fieldKinds)('offers only operators that the server takes for %s', kind => {
  expect(operatorsOf(kind)).toEqual(expect.arrayContaining([...operatorsFor(kind)]))
})
