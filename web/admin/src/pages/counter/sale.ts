// A sale at the counter, from the choice to the goods: what the page's parts share.

import type {
  GetCounterOrdersByOrderNumberResponse,
  GetCounterResponse,
} from '../../api/generated/types.gen.ts'

export type Sale = GetCounterOrdersByOrderNumberResponse['data']
export type Catalogue = GetCounterResponse['data']

/** What the cashier has chosen; `pack` is `product/package`. */
export type Choice = { pack: string; quantity: number; phone: string; coupon: string }

/** A code may be scanned now. */
export function mayScan({ state }: Sale): boolean {
  return state === 'ready' || state === 'refused' || state === 'unpaid'
}

/** It changes by itself: somebody is being waited for. */
export function isUnderWay({ state }: Sale): boolean {
  return state === 'asking' || state === 'password' || state === 'undoing'
}

/** Nothing more can happen to it. */
export function isOver({ state }: Sale): boolean {
  return state === 'paid' || state === 'returned' || state === 'over'
}
