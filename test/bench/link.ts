// link: payment links per second by the client, whose signatures Node's pool makes. The floor is those alone, made
// on every core; the peer is Alipay's official SDK, which signs one after another.

import { type KeyObject, sign } from 'node:crypto'
import { promisify } from 'node:util'
import type { Fen } from '../../src/core/money.ts'
import { instantOf, minuteMs } from '../../src/core/time.ts'
import type { Opening, Payable } from '../../src/gateways/gateway.ts'
import { createAccount, openBySdk } from './account.ts'
import type { Figure } from './report.ts'
import { rateOf, rateOfCalls, takeTurns } from './rounds.ts'

const rounds = 9
const perRound = 500
const perPeerRound = 100
const inFlight = 16
const deadlineMs = 1_000
const signAsync = promisify<string, Uint8Array, KeyObject, Buffer>(sign)

export async function benchLink(signal: AbortSignal): Promise<Figure[]> {
  const { platform, gateway, sdk } = createAccount()
  const key = platform.app.privateKey
  const text = Buffer.from(openBySdk(sdk, payableOf(0)))

  const { ours, floor, peer } = await takeTurns(
    {
      ours: () => rateOf(perRound, inFlight, (at) => gateway.open(openingOf(at), deadlineMs)),
      floor: () => rateOf(perRound, inFlight, () => signAsync('RSA-SHA256', text, key)),
      peer: () => rateOfCalls(perPeerRound, (at) => openBySdk(sdk, payableOf(at))),
    },
    { rounds, signal },
  )
  const link = { unit: '/s', rounds: ours } as const
  return [
    { name: 'link', ...link, against: { what: 'crypto.sign alone', rounds: floor } },
    { name: 'link.peer', ...link, against: { what: 'alipay-sdk pageExecute', rounds: peer } },
  ]
}

function openingOf(at: number): Opening {
  return { scene: 'pc', payable: payableOf(at), payer: { address: '127.0.0.1' } }
}

function payableOf(at: number): Payable {
  return {
    outTradeNo: `BENCH${String(at).padStart(15, '0')}`,
    amountFen: (9_900 + at) as Fen,
    subject: 'Demo App · 年度版',
    expiresAt: instantOf(Date.now() + 30 * minuteMs),
    notifyUrl: 'https://shop.example/api/v1/pay/alipay/notify',
    returnUrl: 'https://shop.example/payment/result',
    quitUrl: 'https://shop.example/cashier/1',
  }
}
