// What the pages of refunds share: the states with their tones, and amounts as they are typed.

import type { GetRefundsByRefundNoResponse } from '../../api/generated/types.gen.ts'
import type { Tone } from '../../parts/index.ts'

export type RefundView = GetRefundsByRefundNoResponse['data']
export type RefundState = RefundView['state']

export const states = [
  'awaiting',
  'planned',
  'processing',
  'unknown',
  'done',
  'failed',
  'rejected',
  'cancelled',
] as const satisfies readonly RefundState[]
export const whys = ['asked', 'duplicate', 'late'] as const

export const tones: Readonly<Record<RefundState, Tone>> = {
  awaiting: 'warn',
  planned: 'busy',
  processing: 'busy',
  unknown: 'warn',
  done: 'good',
  failed: 'bad',
  rejected: 'quiet',
  cancelled: 'quiet',
}

/** Yuan as typed (99, 9.9, 99.00) in whole fen; undefined for anything else, and for nothing. */
export function fenOfText(text: string): number | undefined {
  const [, yuan, decimals = ''] = /^(0|[1-9]\d{0,8})(?:\.(\d{1,2}))?$/.exec(text.trim()) ?? []
  const fen = yuan === undefined ? 0 : Number(yuan + decimals.padEnd(2, '0'))
  return fen > 0 ? fen : undefined
}

/** Yuan as the server sends them, in whole fen. */
export function fenOfYuan(yuan: number): number {
  return Math.round(yuan * 100)
}
