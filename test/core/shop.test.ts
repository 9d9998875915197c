// What a merchant may choose of the shop's look, and what several units cost.

import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { accentOf, contrastOf } from '../../src/core/accent.ts'
import { type Fen, fenOf } from '../../src/core/money.ts'
import { areTiers, unitPrice } from '../../src/core/price-tiers.ts'
import { parseIcp, parseLinkUrl, parsePolice, policeUrl } from '../../src/core/shop-look.ts'

const fen = (value: number) => fenOf(value) as Fen

describe('a colour', () => {
  const colour = fc
    .integer({ min: 0, max: 0xffffff })
    .map((value) => value.toString(16).padStart(6, '0'))

  it('is readable in every shade, whichever is chosen, by day and by night', () => {
    fc.assert(
      fc.property(colour, (chosen) => {
        const { light, dark } = accentOf(chosen)
        for (const [shades, papers] of [
          [light, ['ffffff', 'f5f6f8', light.soft]],
          [dark, ['181c22', '0f1216', dark.soft]],
        ] as const) {
          for (const paper of papers)
            expect(contrastOf(shades.accent, paper)).toBeGreaterThanOrEqual(4.5)
          for (const fill of [shades.fill, shades.press])
            expect(contrastOf('ffffff', fill)).toBeGreaterThanOrEqual(4.5)
        }
        expect(contrastOf(dark.fill, '181c22')).toBeGreaterThanOrEqual(3)
        for (const [ink, { soft }] of [
          ['5b6470', light],
          ['a8b1be', dark],
        ] as const)
          expect(contrastOf(ink, soft)).toBeGreaterThanOrEqual(4.5)
      }),
      { numRuns: 500 },
    )
  })

  it('that can be read is taken as it is, and one that cannot is told of', () => {
    expect(accentOf('1554d1')).toMatchObject({ light: { accent: '1554d1' }, isCorrected: false })
    expect(accentOf('ffd400').isCorrected).toBe(true)
    expect(contrastOf('000000', 'ffffff')).toBe(21)
  })
})

describe('the price of several units', () => {
  const tiers = [
    { from: 3, priceFen: fen(880) },
    { from: 10, priceFen: fen(777) },
  ]

  it('is that of the last step that was reached', () => {
    const prices = [1, 2, 3, 9, 10, 100].map((units) => unitPrice(fen(990), tiers, units))
    expect(prices).toEqual([990, 990, 880, 880, 777, 777])
    expect(unitPrice(fen(990), [], 100)).toBe(990)
  })

  it('falls from step to step, and never to nothing', () => {
    expect(areTiers(fen(990), tiers, 100)).toBe(true)
    expect(areTiers(fen(990), [...tiers].reverse(), 100)).toBe(false)
    expect(areTiers(fen(880), tiers, 100)).toBe(false)
    const one = (from: number, price: number) => [{ from, priceFen: fen(price) }]
    for (const wrong of [one(1, 5), one(2, 990), one(2, 0), one(101, 5), one(2.5, 5)])
      expect(areTiers(fen(990), wrong, 100), JSON.stringify(wrong)).toBe(false)
  })
})

describe('what stands below the pages', () => {
  it('are records as the ministries write them, with spaces folded', () => {
    expect(parseIcp(' 京ICP备 12345678号-1')).toBe('京ICP备12345678号-1')
    expect(parseIcp('粤ICP备B2-20090059号')).toBe('粤ICP备B2-20090059号')
    expect(parsePolice('京公网安备 11010502030123号')).toBe('京公网安备11010502030123号')
    expect(policeUrl('京公网安备11010502030123号')).toMatch(/code=11010502030123$/)
    for (const wrong of ['京ICP备号', 'ICP备12345678号', '<b>'])
      expect([parseIcp(wrong), parsePolice(wrong)]).toEqual([undefined, undefined])
  })

  it('lead to the web or to a page of the shop, and run nothing', () => {
    for (const url of ['https://a.example/x?y=1', 'http://a.example', '/license'])
      expect(parseLinkUrl(url)).toBe(url)
    for (const url of ['javascript:alert(1)', '//evil.example', '/\\evil.example', 'data:x', 'a b'])
      expect(parseLinkUrl(url), url).toBeUndefined()
  })
})
