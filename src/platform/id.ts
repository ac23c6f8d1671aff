import { v7 } from 'uuid'

/** A new record id: UUIDv7, made in the program, so keys grow to the right and carry their time (data.md, Keys). */
export const newId = (): string => v7()
