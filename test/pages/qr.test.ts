// A payment's QR code scans to exactly the gateway's text, with the white border scanners need.

import fc from 'fast-check'
import { expect, test } from 'vitest'
import { qrSvg } from '../../src/pages/qr.ts'
import { scanCode } from '../support/scan-code.ts'
import { qrText } from './given.ts'

const read = (text: string) => scanCode(qrSvg(text, 'code').toString())

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
