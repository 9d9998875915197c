// Everything that can go wrong on purpose, at either gateway. A fault is set for one app or merchant or all,
// for one API or all, for the next few occasions or until cleared; whoever is about to do the thing asks
// whether to do it badly.

export const faultKinds = [
  'lose_notice',
  'delay_notice',
  'duplicate_notice',
  'reorder_notice',
  'forge_notice',
  'tamper_notice',
  'hang',
  'server_error',
  'accept_then_server_error',
  'bad_reply_signature',
  'extra_triggers',
  'escape_slashes',
  'empty_values_signed',
  'empty_values_dropped',
  'rate_limit',
  'signature_probe',
  'stale_timestamp',
  'unknown_serial',
  'missing_headers',
  'undo_again',
  'not_enough',
  'refund_abnormal',
  'refund_closed',
  'bill_not_ready',
  'bill_leaves_out',
  'bill_line_twice',
  'bill_other_amount',
  'bill_next_day',
  'bill_wrong_total',
] as const

export type FaultKind = (typeof faultKinds)[number]

export interface Fault {
  readonly kind: FaultKind
  /** An Alipay app or a WeChat Pay merchant number; null: every one. */
  readonly appId: string | null
  /**
   * Null: every API. Notices ask without one, so a fault naming one never touches them; only faults that
   * replies and notices of WeChat Pay share are asked for by notices as `notice`, and those about a bill's line
   * name the order or the refund.
   */
  readonly method: string | null
  /** How many occasions are left; null: until cleared. */
  readonly times: number | null
  /** For `delay_notice`: how long, by the simulator's clock. */
  readonly ms: number
}

export interface Faults {
  set(fault: Fault): void
  clear(): void
  list(): readonly Fault[]
  /** The fault to commit now, if one is set; counts the occasion. */
  take(kind: FaultKind, appId: string, method?: string): Fault | undefined
}

export function isFaultKind(text: string): text is FaultKind {
  return faultKinds.some((kind) => kind === text)
}

export function createFaults(): Faults {
  let faults: Fault[] = []

  return {
    set: (fault) => {
      faults.push(fault)
    },
    clear: () => {
      faults = []
    },
    list: () => faults,
    take: (kind, appId, method) => {
      const found = faults.find(
        (fault) =>
          fault.kind === kind &&
          (fault.appId === null || fault.appId === appId) &&
          (fault.method === null || fault.method === method),
      )
      if (found && found.times !== null) {
        const left = { ...found, times: found.times - 1 }
        faults = faults.flatMap((fault) =>
          fault !== found ? [fault] : left.times > 0 ? [left] : [],
        )
      }
      return found
    },
  }
}
