// The payer's side for tests of the simulated WeChat Pay: three accounts to pay from, and a stage whose merchant
// has every secret that pages and login ask for.

import { payers } from '../../src/simulator/wechat/model.ts'
import { type Json, mchKey, openWechatStage } from './wechat-stage.ts'

export type Fields = Readonly<Record<string, string>>
export type PayerStage = Awaited<ReturnType<typeof openPayerStage>>

/** The openids of the payer with money, the one without, and the one whose account is restricted. */
export const [rich, poor, restricted] = payers.map(({ openId }) => openId) as [
  string,
  string,
  string,
]
export const appSecret = 'keytill0simulator0appsecret01234'
/** The merchant's site. */
export const shop = 'https://shop.example'

export async function openPayerStage() {
  const stage = await openWechatStage({ appSecret, mchKey })
  const trade = async (outTradeNo?: string): Promise<Json> => (await stage.query(outTradeNo)).json
  return {
    ...stage,
    /** What placing an order by v3 gives back: the ways into its payment. */
    order: async (kind: string, more: Json = {}): Promise<Json> =>
      (await stage.place(more, kind)).json,
    trade,
    stateOf: async (outTradeNo?: string) => (await trade(outTradeNo)).trade_state,
  }
}
