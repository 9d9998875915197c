// A kind of goods: what comes into being when one unit of it is paid for. Kinds whose goods live in our
// own database are granted in the same commit as the payment.

import type { GrantedUnit } from '../core/granted.ts'
import type { OrderLine } from '../core/order.ts'
import type { Random } from '../core/ports.ts'
import type { Instant } from '../core/time.ts'

/** How keys are drawn and kept: all of it needs the merchant's SECRET_KEY. */
export type LicenseKeys = Readonly<{
  /** for one unit the same draws each time, so that after a restore a buyer gets the key he had */
  drawsOf(unit: string): Random
  /** the keyed hash a key is found by (32 bytes) */
  hash(key: string): Buffer
  /** all that is kept of a licence's key */
  keep(key: string, licenseId: string): KeptKey
  unseal(sealed: string, licenseId: string): string
}>

/** `hash` finds it, `sealed` is it, `masked` is shown. */
export type KeptKey = Readonly<{ hash: Buffer; sealed: string; masked: string }>

/** How cards are kept, as keys are; a sealed card opens only beside its own hash. */
export type CardKeys = Readonly<{
  /** the keyed hash a card is found by (32 bytes) */
  hash(text: string): Buffer
  /** `hash` in hex */
  seal(text: string, hash: string): string
  unseal(sealed: string, hash: string): string
}>

export type FulfilmentTools = Readonly<{
  random: Random
  licenseKeys: LicenseKeys
}>

export interface Fulfilment {
  /** Makes the goods of one unit; called again for the same unit when the books changed meanwhile. */
  grant(line: OrderLine, seq: number, now: Instant, tools: FulfilmentTools): GrantedUnit
}
