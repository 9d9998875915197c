// A merchant that speaks GBK: its order is understood, answered and told in GBK, and every signature covers
// GBK bytes. The expected bytes are written out here, so that the simulator's own table is not its judge.

import { createSign, createVerify } from 'node:crypto'
import { afterEach, expect, test } from 'vitest'
import { encodeText } from '../../src/simulator/charset.ts'
import { appId, appPrivateKeyPem, openStage, type Stage } from './stage.ts'

let stage: Stage | undefined
afterEach(() => stage?.stop())

const gbkCodes: Readonly<Record<string, string>> = {
  一: '\xd2\xbb',
  年: '\xc4\xea',
  授: '\xca\xda',
  权: '\xc8\xa8',
}

/** GBK bytes of ASCII and the four letters above. */
function gbk(text: string): Buffer {
  return Buffer.from(Array.from(text, (letter) => gbkCodes[letter] ?? letter).join(''), 'latin1')
}

test('the encoder agrees with the code chart and puts ? for what GBK has no letter for', () => {
  expect(encodeText('A一年授权', 'gbk')).toEqual(gbk('A一年授权'))
  expect(encodeText('😀', 'gbk').toString('latin1')).toBe('?')
})

test('an order in GBK is understood, answered and told in GBK', async () => {
  stage = await openStage()
  const content = '{"out_trade_no":"ORDER1","total_amount":"9.90","subject":"一年授权"}'
  const params: Record<string, string> = {
    app_id: appId,
    biz_content: content,
    charset: 'GBK',
    method: 'alipay.trade.precreate',
    notify_url: stage.receiver.url,
    sign_type: 'RSA2',
    timestamp: '2026-03-01 12:00:00',
    version: '1.0',
  }
  const text = Object.entries(params)
    .map(([name, value]) => `${name}=${value}`)
    .join('&')
  params.sign = createSign('RSA-SHA256').update(gbk(text)).sign(appPrivateKeyPem, 'base64')
  const response = await fetch(`${stage.base}/gateway.do?charset=GBK`, {
    method: 'POST',
    headers: { 'content-type': 'application/x-www-form-urlencoded;charset=GBK' },
    body: Object.entries(params)
      .map(([name, value]) => `${name}=${percentEncoded(value)}`)
      .join('&'),
  })
  expect(response.headers.get('content-type')).toBe('text/html;charset=gbk')
  expect(await response.text()).toContain('"code":"10000"')

  await stage.control('pay', { out_trade_no: 'ORDER1' })
  await stage.settled()
  const fields = (stage.receiver.notices[0]?.body ?? '').split('&').map((pair) => pair.split('='))
  const signed = fields
    .map(([name = '', value = '']) => [name, percentDecoded(value)] as const)
    .sort(([one], [other]) => (one < other ? -1 : 1))
  const byName = new Map(signed)
  expect(byName.get('subject')).toBe(gbk('一年授权').toString('latin1'))
  const noticeText = signed
    .filter(([name]) => name !== 'sign' && name !== 'sign_type')
    .map(([name, value]) => `${name}=${value}`)
    .join('&')
  const verifier = createVerify('RSA-SHA256').update(Buffer.from(noticeText, 'latin1'))
  const key = stage.simulator.platformPublicKeyPem
  expect(verifier.verify(key, byName.get('sign') ?? '', 'base64')).toBe(true)
})

function percentEncoded(text: string): string {
  return [...gbk(text)].map((byte) => `%${byte.toString(16).padStart(2, '0')}`).join('')
}

function percentDecoded(text: string): string {
  return text
    .replaceAll('+', ' ')
    .replace(/%(..)/g, (_, hex: string) => String.fromCharCode(Number.parseInt(hex, 16)))
}
