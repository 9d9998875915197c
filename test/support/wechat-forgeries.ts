// Notices of API v3 that nobody may believe, and those that are rightly signed and wrong.

import { strangerPair } from './rsa-pair.ts'
import type { Notice, Payment, StandIn } from './stand-in.ts'
import type { NoticeChanges, WechatPlatform } from './wechat-platform.ts'
import { newSerial, nonce, noticeOf } from './wechat-seal.ts'

const minute = 60_000

export function forgeriesOf(wechat: WechatPlatform): StandIn['forgeries'] {
  const right = (payment: Payment) => wechat.notice(payment)
  const withHeaders = (payment: Payment, changes: Record<string, string>): Notice => {
    const { body, headers } = right(payment)
    return noticeOf(body, { ...headers, ...changes })
  }
  const without = (payment: Payment, name: string): Notice => {
    const { body, headers } = right(payment)
    const others = Object.entries(headers).filter(([each]) => each !== name)
    return noticeOf(body, Object.fromEntries(others))
  }
  const dated = (payment: Payment, byMs: number) =>
    wechat.notice(payment, { at: wechat.clock() + byMs })
  return {
    empty: () => noticeOf('', {}),
    garbage: () => noticeOf('%%%\u0000{"a":', {}),
    'a form': () => noticeOf('a=b&c=d', { 'content-type': 'application/x-www-form-urlencoded' }),
    'signed, but empty': () => wechat.signedNotice(''),
    'signed, but no JSON': () => wechat.signedNotice('{"id":'),
    'signed, but nothing in it': () => wechat.signedNotice('{}'),
    'forged key': (payment) =>
      wechat.signedNotice(right(payment).body, {}, strangerPair().privateKey),
    'a tampered body': (payment) => {
      const { body, headers } = right(payment)
      return noticeOf(body.replace('支付成功', '支付失败'), headers)
    },
    'a signature of another notice': (payment) =>
      noticeOf(right(payment).body, right(payment).headers),
    'a date ten minutes ago': (payment) => dated(payment, -10 * minute),
    'a date ten minutes ahead': (payment) => dated(payment, 10 * minute),
    'a date that is none': (payment) => withHeaders(payment, { 'wechatpay-timestamp': 'now' }),
    'a probe of WeChat itself': (payment) => {
      const { body, headers } = right(payment)
      const signature = `WECHATPAY/SIGNTEST/${headers['wechatpay-signature']?.slice(19)}`
      return noticeOf(body, { ...headers, 'wechatpay-signature': signature })
    },
    'an unknown serial': (payment) => wechat.notice(payment, { serial: newSerial() }),
    'an unknown public key': (payment) =>
      wechat.notice(payment, { serial: 'PUB_KEY_ID_0100000000002024112100000000000000' }),
    'no timestamp': (payment) => without(payment, 'wechatpay-timestamp'),
    'no nonce': (payment) => without(payment, 'wechatpay-nonce'),
    'no signature': (payment) => without(payment, 'wechatpay-signature'),
    'no serial': (payment) => without(payment, 'wechatpay-serial'),
    'sealed under another key': (payment) => wechat.notice(payment, { apiV3Key: nonce() }),
    'a broken seal': (payment) => {
      const envelope = JSON.parse(right(payment).body)
      const sealed = Buffer.from(envelope.resource.ciphertext, 'base64')
      sealed.writeUInt8(sealed.readUInt8(sealed.length - 1) ^ 1, sealed.length - 1)
      envelope.resource.ciphertext = sealed.toString('base64')
      return wechat.signedNotice(JSON.stringify(envelope))
    },
  }
}

export function mistakesOf(wechat: WechatPlatform): StandIn['mistakes'] {
  const mistake = (reason: string, changes: NoticeChanges) => ({
    reason,
    notice: (payment: Payment) => wechat.notice(payment, changes),
  })
  return {
    'a wrong amount': mistake('amount', { amount: { total: 1 } }),
    'a state nobody knows': mistake('garbled', { resource: { trade_state: 'DREAMT' } }),
    'an amount nobody can read': mistake('garbled', { amount: { total: '9900' } }),
    'an amount in another currency': mistake('garbled', { amount: { currency: 'USD' } }),
    'another app': mistake('stranger', { resource: { appid: 'wx9999999999999999' } }),
    'another merchant': mistake('stranger', { resource: { mchid: '1900009999' } }),
    'an unknown order': mistake('unknown_order', {
      resource: { out_trade_no: 'NOSUCHORDER12345678' },
    }),
  }
}
