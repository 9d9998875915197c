// Callers of the simulated API v2: the independent client, requests made by hand in XML, and a merchant's server
// behind the notices.

import { randomUUID } from 'node:crypto'
import { Aes, Hash, Transformer, Wechatpay } from 'wechatpay-axios-plugin'
import { openReceiver } from './receiver.ts'
import {
  type Json,
  mchId,
  mchKey,
  merchantPrivateKey,
  openWechatStage,
  serialNo,
  wechatAppId,
} from './wechat-stage.ts'

export type Fields = Record<string, string>
export type V2Stage = Awaited<ReturnType<typeof openV2Stage>>

export const account = { appid: wechatAppId, mch_id: mchId }
export const accepted = '<xml><return_code><![CDATA[SUCCESS]]></return_code></xml>'

/** A stage whose merchant has a v2 key, and speaks XML; `{}`: one that has none. */
export async function openV2Stage(keys: { mchKey?: string } = { mchKey }) {
  const base = await openWechatStage(keys)
  const told: Fields[] = []
  const receiver = await openReceiver(base.clock, ({ body }) => {
    told.push(fieldsOf(body))
    return opened.answer()
  })
  const order = () => orderOf(receiver.url)
  const client = new Wechatpay({
    mchid: mchId,
    serial: serialNo,
    privateKey: merchantPrivateKey,
    certs: base.platformKeys(),
    secret: mchKey,
    baseURL: `${base.base}/wechat/`,
  })

  /** A request made by hand; `{}` for an answer that is no XML. */
  const post = async (path: string, fields: Fields, change: Change = {}): Promise<Fields> => {
    const all: Fields = { ...account, nonce_str: nonce(), ...fields, ...change.fields }
    const signType = all.sign_type === 'HMAC-SHA256' ? all.sign_type : 'MD5'
    const sign = Hash.sign(signType, all, change.key ?? mchKey)
    const xml = Transformer.toXml({ ...all, sign })
    const body = change.body ?? xml.replace('</xml>', `${change.unsigned ?? ''}</xml>`)
    const method = change.method ?? 'POST'
    const headers = { 'content-type': 'text/xml' }
    const response = await fetch(
      `${base.base}/wechat/${path}`,
      method === 'GET' ? {} : { method, headers, body },
    )
    return response.status === 200 ? fieldsOf(await response.text()) : {}
  }

  const opened = {
    simulator: base.simulator,
    control: base.control,
    told,
    notifyUrl: receiver.url,
    answer: () => ({ status: 200, body: accepted }),
    /** The least an order needs. */
    order,
    post,
    place: (change: Fields = {}) => post('pay/unifiedorder', { ...order(), ...change }),
    /** A call by the independent client, which refuses a reply that is not rightly signed. */
    call: async (path: string, fields: Fields): Promise<Json> => {
      const chained = path.split('/').reduce<Chain | undefined>((at, name) => at?.[name], client.v2)
      const response = await chained?.post(fields)
      return response?.data as Json
    },
    pay: async () => {
      await base.control('pay', { out_trade_no: 'ORDER1' })
      await base.settled()
    },
    stop: async () => {
      await base.stop()
      await receiver.close()
    },
  }
  return opened
}

/** What a request says differently from a right one. */
export interface Change {
  readonly method?: string
  readonly body?: string | Uint8Array<ArrayBuffer>
  readonly fields?: Fields
  readonly key?: string
  /** Put into the document after it was signed. */
  readonly unsigned?: string
}

/** The least an order needs. */
function orderOf(notifyUrl: string): Fields {
  return {
    body: '一年授权 & more',
    out_trade_no: 'ORDER1',
    total_fee: '990',
    spbill_create_ip: '127.0.0.1',
    notify_url: notifyUrl,
    trade_type: 'NATIVE',
    product_id: 'P1',
  }
}

type Chain = InstanceType<typeof Wechatpay>['v2']

function nonce(): string {
  return randomUUID().replaceAll('-', '')
}

/** What is sealed in a refund's notice, opened by the independent client; `{}` when it does not open. */
export function openSealed(sealed: string): Fields {
  try {
    const text = Aes.AesEcb.decrypt(sealed, Hash.md5(mchKey))
    return text.startsWith('<root>') ? fieldsOf(text) : {}
  } catch {
    return {}
  }
}

function fieldsOf(xml: string): Fields {
  return Transformer.toObject(xml) as Fields
}
