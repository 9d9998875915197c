// The simulation's own parts: what a seed means, what a tape repeats, how a tape is made small, and a few days
// of the shop lived through for real. The long run is `npm run sim`.

import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { foundAt, plantedBugs } from './bugs.ts'
import { bundleProduct } from './bundle.ts'
import { makeTemplate, replaceOnce, SimDatabase } from './database.ts'
import { drawnChoices, Kernel, type Process, replayedChoices } from './kernel.ts'
import { leastPerMille, listBlindSpots } from './marks.ts'
import type * as Product from './seed.ts'
import { shrink } from './shrink.ts'

describe('a tape of choices', () => {
  it('is the same for the same seed, and repeats it', () => {
    const draw = (seed: number) => {
      const choices = drawnChoices(seed)
      return [7, 2, 1_000, 3].map((n) => choices.choose(n))
    }
    expect(draw(5)).toEqual(draw(5))
    expect(draw(5)).not.toEqual(draw(6))
    const again = replayedChoices(draw(5))
    expect([7, 2, 1_000, 3].map((n) => again.choose(n))).toEqual(draw(5))
  })

  it('is plain where it ends', () => {
    const choices = replayedChoices([3])
    expect([choices.choose(4), choices.choose(4)]).toEqual([3, 0])
  })

  it('is made small while it still fails', async () => {
    // Fails whenever a 4 comes somewhere before a 2.
    const fails = (tape: readonly number[]) =>
      tape.includes(4) && tape.indexOf(2, tape.indexOf(4)) > 0
    const smallest = await shrink([1, 9, 4, 7, 0, 3, 2, 8, 8], async (tape) =>
      fails(tape) ? tape : undefined,
    )
    expect(smallest).toEqual([4, 2])
  })
})

describe('the kernel', () => {
  const process = (name: string): Process => ({ name, dropped: false, heldUntil: 0 })

  it('jumps to what is due next and runs one thing at a time', async () => {
    const kernel = new Kernel(replayedChoices([]), 0)
    const order: string[] = []
    const work = async (name: string, ms: number) => {
      await kernel.sleep(process(name), ms)
      order.push(`${name} at ${kernel.now}`)
    }
    void work('slow', 60_000)
    void work('quick', 10)
    await kernel.run(120_000, () => {})
    expect(order).toEqual(['quick at 10', 'slow at 60000'])
  })

  it('never runs what a killed process was about to do', async () => {
    const kernel = new Kernel(replayedChoices([]), 0)
    const killed = process('killed')
    let ran = false
    void kernel.effect(killed, 'writes', 10, () => {
      ran = true
    })
    kernel.drop(killed)
    await kernel.run(1_000, () => {})
    expect(ran).toBe(false)
  })
})

describe('a planted bug', () => {
  it('must fit its place exactly once', () => {
    const patch = { file: 'a.ts', find: 'x', replace: 'y' }
    expect(replaceOnce('a x b', patch)).toBe('a y b')
    expect(() => replaceOnce('x x', patch)).toThrow('found 2 times')
    expect(() => replaceOnce('a', patch)).toThrow('found 0 times')
  })

  it('has a bound on the days it takes to find it', () => {
    const unbound = plantedBugs.filter(({ name }) => foundAt[name] === undefined)
    expect(unbound.map(({ name }) => name)).toEqual([])
  })

  it('fits the product as it is written now, in one place', () => {
    const root = join(import.meta.dirname, '../..')
    for (const bug of plantedBugs) {
      const text = readFileSync(join(root, bug.file), 'utf8')
      expect(() => replaceOnce(text, bug)).not.toThrow()
    }
  })

  it('has a name of its own', () => {
    const names = plantedBugs.map(({ name }) => name)
    expect(new Set(names).size).toBe(names.length)
  })
})

describe('the proof that days are rich', () => {
  const met = (times: number) =>
    new Map(Object.keys(leastPerMille).map((mark): [string, number] => [mark, times]))

  it('calls days blind on which nobody pays, however few they are', () => {
    const rich = met(12)
    expect(listBlindSpots(rich, 12)).toEqual([])
    rich.delete('paid_at_gateway')
    expect(listBlindSpots(rich, 25)).toContain('paid_at_gateway in 0 of 25 seeds')
  })

  it('demands every situation of two thousand days', () => {
    expect(listBlindSpots(new Map(), 2_000)).toHaveLength(Object.keys(leastPerMille).length)
    expect(listBlindSpots(met(2_000), 2_000)).toEqual([])
  })

  it('does not call a single quiet day blind', () => {
    expect(listBlindSpots(new Map(), 1)).toEqual([])
  })
})

describe('a simulated day', () => {
  let database: SimDatabase
  let product: typeof Product

  beforeAll(async () => {
    const [path, template] = await Promise.all([bundleProduct('smoke'), makeTemplate()])
    database = await SimDatabase.open(template)
    product = await import(path)
    product.prepare(database)
  })
  afterAll(() => database.close())

  it('breaks no rule, whatever happens', async () => {
    for (const seed of [1, 2, 3, 4, 5]) {
      const { broken } = await product.runSeed(database, seed)
      expect(broken).toBeUndefined()
    }
  })

  it('is the same day again for the same seed and for its tape', async () => {
    const first = await product.runSeed(database, 3)
    expect((await product.runSeed(database, 3)).hash).toBe(first.hash)
    expect((await product.runSeed(database, 3, first.tape)).hash).toBe(first.hash)
  })
})
