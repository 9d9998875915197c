// notice: notices read per second, from raw bytes to the verified fact. The floor is the verification of
// their signatures alone; the peer is Alipay's official SDK, which is given the fields ready parsed.

import { verify } from 'node:crypto'
import { instantOf } from '../../src/core/time.ts'
import type { NoticeReading } from '../../src/gateways/gateway.ts'
import { createAccount } from './account.ts'
import type { Figure } from './report.ts'
import { rateOf, takeTurns } from './rounds.ts'

const rounds = 9
const perRound = 2_000
const perPeerRound = 300
const distinct = 100

export async function benchNotice(signal: AbortSignal): Promise<Figure[]> {
  const { platform, gateway, sdk } = createAccount()
  const key = platform.keys.publicKey
  const notices = Array.from({ length: distinct }, (_, at) => {
    const number = `BENCH${String(at).padStart(15, '0')}`
    // Of two kinds in turn, as with and without a coupon of the gateway's own.
    const more: Record<string, string> = at % 2 === 0 ? {} : { point_amount: '0.00', vip: '1' }
    const fields = platform.noticeFields(number, platform.pay(number, '99.00'), more)
    const body = platform.notice(fields)
    const sign = new URLSearchParams(body).get('sign') ?? ''
    return { body: Buffer.from(body), fields: { ...fields, sign }, ...signedOf(fields, sign) }
  })
  const each = (
    count: number,
    accepts: (notice: (typeof notices)[number]) => boolean | Promise<boolean>,
  ) =>
    rateOf(count, 1, async (at) => {
      const notice = notices[at % distinct]
      if (!notice || !(await accepts(notice))) throw new Error('a right notice was refused')
    })

  const { ours, floor, peer } = await takeTurns(
    {
      ours: () =>
        each(perRound, async ({ body }) =>
          isPaid(await gateway.readNotice({ body, headers, receivedAt })),
        ),
      floor: () => each(perRound, ({ text, signature }) => verify('sha256', text, key, signature)),
      peer: () => each(perPeerRound, ({ fields }) => sdk.checkNotifySignV2(fields)),
    },
    { rounds, signal },
  )
  const notice = { unit: '/s', rounds: ours } as const
  return [
    { name: 'notice', ...notice, against: { what: 'crypto.verify alone', rounds: floor } },
    {
      name: 'notice.peer',
      ...notice,
      against: { what: 'alipay-sdk checkNotifySignV2', rounds: peer },
    },
  ]
}

const headers = { 'content-type': 'application/x-www-form-urlencoded; charset=utf-8' }
const receivedAt = instantOf(0)

function isPaid(reading: NoticeReading): boolean {
  return reading.outcome === 'verified' && reading.paid !== undefined
}

/** What the signature of a payment's notice covers. */
function signedOf(fields: Readonly<Record<string, string>>, sign: string) {
  const text = Object.entries(fields)
    .filter(([name]) => name !== 'sign_type')
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([name, value]) => `${name}=${value}`)
    .join('&')
  return { text: Buffer.from(text), signature: Buffer.from(sign, 'base64') }
}
