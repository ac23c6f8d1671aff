import { describe, expect, it } from 'vitest'
import { nextInRotation, nextManyInRotation, type RotationMember } from './rotation.rule.ts'

const member = (user_id: string, position: number, more: Partial<RotationMember> = {}): RotationMember => ({
  user_id,
  position,
  assigned: 0,
  available: true,
  ...more,
})
const abc = [member('a', 1), member('b', 2), member('c', 3)]
const away = (members: RotationMember[], ...ids: string[]) => members.map(one => ({ ...one, available: !ids.includes(one.user_id) }))
const order = (members: RotationMember[], count: number) =>
  nextManyInRotation(members, count)
    .turns.map(turn => turn.user_id)
    .join('')

describe('nextInRotation', () => {
  it('goes round by position, whatever the order of the rows', () => {
    expect(order(abc, 7)).toBe('abcabca')
    expect(order(abc.toReversed(), 7)).toBe('abcabca')
  })

  it('passes who is away and says so', () => {
    const turn = nextInRotation(away(nextManyInRotation(abc, 1).members, 'b'))
    expect(turn).toMatchObject({ user_id: 'c', after: 'a', skipped: ['b'] })
  })

  it('does not flood who returns', () => {
    const before = nextManyInRotation(away(abc, 'c'), 10).members
    expect(order(away(before), 6)).toBe('cabcab')
    const later = nextManyInRotation(away(abc, 'c'), 11).members
    expect(order(away(later), 6)).toBe('bcabca')
  })

  it('has nobody when nobody is available, and loses no place', () => {
    const state = nextManyInRotation(abc, 2).members
    const turn = nextInRotation(away(state, 'a', 'b', 'c'))
    expect(turn).toMatchObject({ user_id: null, after: 'b', skipped: ['c', 'a', 'b'] })
    expect(nextInRotation(away(turn.members)).user_id).toBe('c')
    expect(nextInRotation([]).user_id).toBeNull()
  })

  it('takes in who joins and lets go who leaves', () => {
    const state = nextManyInRotation(abc, 1).members
    expect(order([...state, member('d', 4)], 5)).toBe('bcdab')
    expect(order([member('0', 0), ...state], 5)).toBe('bc0ab')
    expect(
      order(
        nextManyInRotation(abc, 2).members.filter(one => one.user_id !== 'b'),
        4,
      ),
    ).toBe('caca')
  })

  it('changes nothing but the turn of the chosen one', () => {
    expect(nextInRotation(abc).members).toEqual([{ ...member('a', 1), assigned: 1 }, abc[1], abc[2]])
    expect(abc[0]?.assigned).toBe(0)
  })
})

/** A small deterministic source of chance, so that a failure can be repeated by its seed. */
function chance(seed: number): () => number {
  let state = seed * 2654435761 + 1
  return () => {
    state = (state * 1664525 + 1013904223) % 4294967296
    return state / 4294967296
  }
}

describe('fairness with people leaving, joining and returning at random', () => {
  it.each(Array.from({ length: 100 }, (_, seed) => seed))(
    'in any run, two who were available throughout never differ by more than 1 (seed %i)',
    seed => {
      const random = chance(seed)
      const crew = 'abcdefgh'.slice(0, 2 + Math.floor(random() * 7)).split('')
      let members = crew.map((id, at) => member(id, at + 1))
      const runs: { user_id: string | null; available: Set<string> }[] = []
      for (let step = 0; step < 150; step++) {
        members = members.map(one => (random() < 0.12 ? { ...one, available: !one.available } : one))
        if (random() < 0.03) members = members.filter(one => one.user_id !== crew[Math.floor(random() * crew.length)])
        else if (random() < 0.05) {
          const joins = crew.find(id => !members.some(one => one.user_id === id))
          if (joins) members = [...members, member(joins, random() < 0.5 ? -step : 100 + step)]
        }
        const available = new Set(members.filter(one => one.available).map(one => one.user_id))
        const turn = nextInRotation(members)
        expect(turn.user_id === null).toBe(available.size === 0)
        if (turn.user_id !== null) expect(available.has(turn.user_id)).toBe(true)
        members = turn.members
        runs.push({ user_id: turn.user_id, available })
      }
      for (let from = 0; from < runs.length; from++) {
        const counts = new Map<string, number>([...(runs[from]?.available ?? [])].map(id => [id, 0]))
        for (const run of runs.slice(from, from + 60)) {
          for (const id of counts.keys()) if (!run.available.has(id)) counts.delete(id)
          if (run.user_id !== null && counts.has(run.user_id)) counts.set(run.user_id, (counts.get(run.user_id) ?? 0) + 1)
          const given = [...counts.values()]
          if (given.length > 1 && Math.max(...given) - Math.min(...given) > 1) expect.fail(`from ${from}: ${JSON.stringify([...counts])}`)
        }
      }
    },
  )
})
