// link: payment links made per second by the client's own road; the floor is nothing but their RSA
// signatures on every core, the peer is Alipay's official SDK.

import { sign } from 'node:crypto'
import { promisify } from 'node:util'
import type { Fen } from '../../src/core/money.ts'
import { instantOf, later } from '../../src/core/time.ts'
import type { Payable } from '../../src/gateways/gateway.ts'
import { createAccount } from './account.ts'
import type { Figure } from './report.ts'
import { rateOf, rateOfCalls, takeTurns } from './rounds.ts'

const rounds = 7
const perRound = 600
const perPeerRound = 120
const inFlight = 16
const deadlineMs = 1_000
const signAsync = promisify(sign)

export async function benchLink(signal: AbortSignal): Promise<Figure[]> {
  const { gateway, platform, sdk } = createAccount()
  const open = (payable: Payable) => gateway.open('pc', payable, deadlineMs)
  const text = Buffer.from(signedTextOf(await open(payableOf(0))))

  const { ours, floor, peer } = await takeTurns(
    {
      ours: () => rateOf(perRound, inFlight, (at) => open(payableOf(at))),
      floor: () =>
        rateOf(perRound, inFlight, () => signAsync('RSA-SHA256', text, platform.app.privateKey)),
      peer: () => rateOfCalls(perPeerRound, (at) => openBySdk(sdk, payableOf(at))),
    },
    { rounds, signal },
  )
  return [
    {
      name: 'link',
      unit: '/s',
      rounds: ours,
      against: { what: 'crypto.sign alone, 16 in flight', rounds: floor },
    },
    {
      name: 'link.peer',
      unit: '/s',
      rounds: ours,
      against: { what: "alipay-sdk's pageExecute", rounds: peer },
    },
  ]
}
