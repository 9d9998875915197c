// A payment's QR code scans to exactly the gateway's text, with the white border scanners need.

import fc from 'fast-check'
import decodeQR from 'qr/decode.js'
import { expect, test } from 'vitest'
import { qrSvg } from '../../src/pages/qr.ts'
import { qrText } from './given.ts'

/** Draws the bars of the image, some pixels a module, as a screen would. */
function draw(svg: string, scale = 4) {
  const size = Number(/viewBox="0 0 (\d+)/.exec(svg)?.[1])
  const side = size * scale
  const pixels = new Uint8Array(side * side * 4).fill(255)
  for (const bar of svg.matchAll(/M(\d+) (\d+)h(\d+)v1h-\d+z/g)) {
    const [x = 0, y = 0, width = 0] = bar.slice(1).map(Number)
    for (let row = y * scale; row < (y + 1) * scale; row += 1)
      for (let column = x * scale; column < (x + width) * scale; column += 1)
        pixels.fill(0, (row * side + column) * 4, (row * side + column) * 4 + 3)
  }
  return { width: side, height: side, data: pixels }
}

const read = (text: string) =>
  decodeQR(draw(qrSvg(text, 'code').toString()), { format: 'RGBA', timeLimit: 2_000 })

test('10: the code of a payment scans to the gateway’s address', () => {
  expect(read(qrText)).toBe(qrText)
})

test('long and Chinese texts scan to themselves', () => {
  const long = `https://gateway.example/pay?${'a1'.repeat(300)}`
  expect(read(long)).toBe(long)
  expect(read('订单 ￥99')).toBe('订单 ￥99')
})

test('any address scans to itself', () => {
  fc.assert(
    fc.property(fc.webUrl({ withQueryParameters: true }), (url) => {
      expect(read(url)).toBe(url)
    }),
    { numRuns: 10 },
  )
})

test('10: four modules around the code stay white', () => {
  const svg = qrSvg(qrText, 'code').toString()
  const size = Number(/viewBox="0 0 (\d+)/.exec(svg)?.[1])
  for (const bar of svg.matchAll(/M(\d+) (\d+)h(\d+)v1/g)) {
    const [x = 0, y = 0, width = 0] = bar.slice(1).map(Number)
    expect(Math.min(x, y)).toBeGreaterThanOrEqual(4)
    expect(Math.max(x + width, y + 1)).toBeLessThanOrEqual(size - 4)
  }
})

test('the image has a name for those who do not see it', () => {
  expect(qrSvg('x', '扫码 "支付"').toString()).toContain('aria-label="扫码 &quot;支付&quot;"')
})
