// The kinds of moments an order's history is made of.

export const momentKinds = [
  'placed',
  'attempt',
  'returned',
  'call',
  'notice',
  'fact',
  'witness',
  'paid',
  'closed',
  'case',
  'case_end',
  'refund',
  'refund_decided',
  'refund_end',
  'confirmation',
  'confirmation_decided',
  'delivery',
  'device',
  'action',
  'message',
  'message_try',
  'letter',
  'letter_try',
  'job',
] as const
export type MomentKind = (typeof momentKinds)[number]
