// lookup: orders looked up per second by the right number and a wrong phone, beside a number nobody has. Whoever
// measures must not learn which numbers there are: the two may differ by a tenth.

import { placeOrder } from '../../src/app/order/place-order.ts'
import { Refusal } from '../../src/errors.ts'
import { lookUp } from '../../src/http/routes/orders.ts'
import type { Figure } from './report.ts'
import { median, rateOf, takeTurns } from './rounds.ts'
import { onStage } from './stage.ts'

const rounds = 31
const perRound = 100
const differenceMax = 0.1

/** Throws when the medians differ by more. */
export async function benchLookup(signal: AbortSignal): Promise<Figure[]> {
  return onStage(async ({ app: limited }) => {
    const app = { ...limited, settings: { ...limited.settings, rateLimitFactor: 1_000_000 } }
    const { orderNumber } = await placeOrder(app, {
      lines: [{ productId: 'demo-app', planId: 'year', quantity: 1 }],
      contactPerson: '张三',
      phone: '13800138000',
      email: undefined,
      totalFen: undefined,
      returnUrl: undefined,
      lang: undefined,
      customerId: undefined,
      clientAddress: '127.0.0.1',
      idempotency: undefined,
    })
    const request = { headers: {}, cookies: {} } as Parameters<typeof lookUp>[0]['request']
    const misses = (number: string) => () =>
      rateOf(perRound, 1, async () => {
        const answer = await lookUp({ app, request, address: '127.0.0.1' }, number, '13911112222')
          .then(() => 'found')
          .catch((error: unknown) => (error instanceof Refusal ? error.code : 'failed'))
        if (answer !== 'order_not_found') throw new Error(`looked up and ${answer}`)
      })
    const { wrong, none } = await takeTurns(
      { wrong: misses(orderNumber), none: misses(orderNumber.replace(/.{4}$/, '0000')) },
      { rounds, signal },
    )
    const ratio = median(wrong) / median(none)
    if (Math.abs(ratio - 1) > differenceMax)
      throw new Error(
        `a wrong phone is answered at ${Math.round(ratio * 100)} % of the rate of no order`,
      )
    return [
      { name: 'lookup', unit: '/s', rounds: wrong, against: { what: 'no order', rounds: none } },
    ]
  })
}
