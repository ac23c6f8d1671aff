import { expect, test } from 'vitest'
import { z } from 'zod'
import { Refusal } from '../refuse.ts'
import { testContext, userActor } from '../testing/context.ts'
import { useDatabase } from '../testing/database.ts'
import { type Setting, settingHistory, writeSetting } from './settings.ts'

const database = useDatabase()
const hours: Setting<{ from: number; until: number; days: { sunday: boolean; monday: boolean } }> = {
  key: 'test_hours',
  label: 'Hours',
  schema: z.object({
    from: z.number().max(24, 'A day has 24 hours.'),
    until: z.number(),
    days: z.object({ sunday: z.boolean(), monday: z.boolean() }),
  }),
  default: { from: 9, until: 17, days: { sunday: false, monday: true } },
}

test('a settings document is versioned, and its history says who changed what', async () => {
  await database.inRollback(async tx => {
    const ana = userActor()
    const ctx = { ...testContext(tx, { definitions: [] }), actor: ana }
    await writeSetting(ctx, hours, { ...hours.default, from: 8 })
    await writeSetting(ctx, hours, { ...hours.default, from: 8 })
    await writeSetting(ctx, hours, { from: 8, until: 18, days: { monday: true, sunday: false } }, 1)
    const history = await settingHistory(ctx, hours.key, 10)
    expect(history.map(entry => entry.changes)).toEqual([{ until: [17, 18] }, { from: [9, 8] }])
    expect(history[0]).toMatchObject({ kind: 'setting.updated', actor_id: ana.id, detail: { key: 'test_hours' } })
    expect(ctx.settings.get(hours).until).toBe(18)
    expect(await settingHistory(ctx, 'never_written', 10)).toEqual([])
  })
})

test('the second of two who edit is told, and what is not valid is refused by its place', async () => {
  await database.inRollback(async tx => {
    const ctx = testContext(tx, { definitions: [] })
    await writeSetting(ctx, hours, hours.default, 0)
    const refused = await writeSetting(ctx, hours, { ...hours.default, from: 7 }, 0).catch((error: unknown) => error)
    expect(refused).toBeInstanceOf(Refusal)
    expect(refused).toMatchObject({ status: 409, code: 'setting.version', extra: { version: 1, current: hours.default } })
    await expect(writeSetting(ctx, hours, { ...hours.default, from: 25 })).rejects.toMatchObject({
      errors: [{ field: 'from', message: 'A day has 24 hours.' }],
    })
    await expect(
      writeSetting(ctx, hours, { ...hours.default, till: 18, days: { ...hours.default.days, funday: true } }),
    ).rejects.toMatchObject({
      errors: [
        { field: 'days.funday', code: 'unknown' },
        { field: 'till', code: 'unknown' },
      ],
    })
  })
})
