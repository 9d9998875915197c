// Bytes of others as text.

import { expect, it } from 'vitest'
import type { Instant } from '../../src/core/time.ts'
import { momentData } from '../../src/http/routes/admin/order-detail.ts'
import { decodeText } from '../../src/kit/decode-text.ts'

it('56: a notice is shown in the letters it was written in, UTF-8 or GBK', () => {
  const gbk = Buffer.from('bfa8c3dc', 'hex')
  for (const bytes of [gbk, Buffer.from('卡密')]) {
    expect(decodeText(bytes)).toBe('卡密')
    const nothing = { channelId: null, ref: null, outcome: null, amountFen: null, who: null }
    const rest = { note: null, ms: null, request: null, answer: null }
    const told = { at: 0 as Instant, kind: 'notice' as const, body: bytes.toString('base64') }
    expect(momentData({ ...nothing, ...rest, ...told }).request).toBe('卡密')
  }
})
