// What the look-up shows of one-time codes, and the paid page of sending what was bought.

export type CodeWay = Readonly<{
  way: 'sms' | 'mail'
  /** `138****8000` */
  to: string
}>

export type CodeProblem =
  | Readonly<{ kind: 'wrong'; left: number | undefined }>
  | Readonly<{ kind: 'over' | 'unavailable' }>
  | Readonly<{ kind: 'limited'; waitSeconds: number }>

export type CodeView = Readonly<{
  /** as they were typed; every step sends them along */
  orderNumber: string
  phone: string
  /** where a code can go; at least one */
  ways: readonly CodeWay[]
  /** one is out */
  sent?: Readonly<{ way: CodeWay['way']; pauseSeconds: number }> | undefined
  problem?: CodeProblem | undefined
}>

/** It is on its way, by mail or text message, or another was asked for too soon. */
export type SendTold = CodeWay['way'] | 'wait'

export type SendView = Readonly<{
  /** where what was bought can go */
  ways: readonly CodeWay[]
  told?: SendTold | undefined
}>
