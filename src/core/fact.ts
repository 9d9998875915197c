// A fact is what a gateway affirmed about one payment, whoever told us. Five witnesses can bring the
// same fact; what follows from it is decided once, by settle.

import type { Fen } from './money.ts'
import type { Instant } from './time.ts'

/** Who told us: a notice, our query, a bill line, a person with evidence, or ourselves for an order of 0. */
export type Witness = 'notice' | 'query' | 'bill' | 'manual' | 'internal'

/** A gateway affirmed that money arrived. Its gateway trade number names it for ever. */
export type PaidFact = Readonly<{
  outTradeNo: string
  gatewayTradeNo: string
  amountFen: Fen
  /** the gateway's time of payment */
  paidAt: Instant
  /** the gateway says that all of it or a part has gone back since */
  hasGoneBack?: boolean
}>
