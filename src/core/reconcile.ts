// What can differ between a gateway's bill and our books, by name: what kind of difference it is, what becomes
// of it, and the sentence a merchant reads. Pure; db/reconcile.ts finds them, app/books acts on them.

export type DifferenceKind =
  | 'unknown_payment'
  | 'missing_payment'
  | 'amount'
  | 'unknown_refund'
  | 'missing_refund'
  | 'refund_amount'
  | 'totals'
  | 'foreign_sale'
  | 'funds'

/** `healed`: it was mended by itself. `waiting`: looked at again. `case`: a person decides. `resolved`: over. */
export type DifferenceState = 'healed' | 'waiting' | 'case' | 'resolved'

export type CaseKind = 'unmatched_bill' | 'missing_in_bill' | 'mismatch'

/** What a difference is about, as far as it has such things. Amounts are fen. */
export type Evidence = Readonly<{
  billFen?: number | null
  oursFen?: number | null
  outTradeNo?: string | null
  gatewayTradeNo?: string | null
  refundNo?: string | null
  /** what the gateway answered, how often a line comes, or what does not add up */
  word?: string | null
}>

type Sentence = (facts: Facts) => string
/** Texts to put into sentences: amounts in yuan. */
type Facts = Readonly<{ bill: string; ours: string; word: string }>

type Verdict = Readonly<{
  kind: DifferenceKind
  state: Exclude<DifferenceState, 'resolved'>
  /** the kind of case it opens; one that is waited for opens none */
  opens?: CaseKind
  zh: Sentence
  en: Sentence
}>

const verdicts = {
  told_by_bill: {
    kind: 'unknown_payment',
    state: 'healed',
    zh: ({ bill }) =>
      `账单里有一笔 ${bill} 元付款没有通知到；已向支付渠道核实并入账，后续照常处理。`,
    en: ({ bill }) =>
      `The bill has a payment of ${bill} yuan nobody told us of. The gateway confirmed it, and it is on the books now.`,
  },
  gateway_silent: {
    kind: 'unknown_payment',
    state: 'waiting',
    zh: ({ bill }) => `账单里有一笔 ${bill} 元付款没有入账，支付渠道暂时没有答复，稍后再查。`,
    en: ({ bill }) =>
      `The bill has a payment of ${bill} yuan that is not on the books. The gateway gave no answer yet; it is asked again.`,
  },
  gateway_denies: {
    kind: 'unknown_payment',
    state: 'case',
    opens: 'unmatched_bill',
    zh: ({ bill, word }) =>
      `账单里有一笔 ${bill} 元付款，但支付渠道查询答复为 ${word}，请人工核对。`,
    en: ({ bill, word }) =>
      `The bill has a payment of ${bill} yuan, but the gateway, when asked, says ${word}. Somebody must look.`,
  },
  not_ours: {
    kind: 'unknown_payment',
    state: 'case',
    opens: 'unmatched_bill',
    zh: ({ bill }) => `账单里有一笔 ${bill} 元付款，订单号不是本店的。`,
    en: ({ bill }) =>
      `The bill has a payment of ${bill} yuan under a number that is not of this shop.`,
  },
  other_movement: {
    kind: 'unknown_payment',
    state: 'case',
    opens: 'unmatched_bill',
    zh: ({ bill }) => `账单里有一笔 ${bill} 元的其他资金变动，本店没有对应的记录。`,
    en: ({ bill }) =>
      `The bill has another movement of ${bill} yuan that this shop knows nothing of.`,
  },
  other_amount: {
    kind: 'amount',
    state: 'case',
    opens: 'mismatch',
    zh: ({ bill, ours }) => `同一笔付款，账单是 ${bill} 元，账上是 ${ours} 元。`,
    en: ({ bill, ours }) =>
      `The bill says ${bill} yuan for a payment that is ${ours} yuan on the books.`,
  },
  refused: {
    kind: 'amount',
    state: 'case',
    zh: ({ bill, ours }) =>
      `账单里的付款是 ${bill} 元，订单应付 ${ours} 元；没有入账，等待人工处理。`,
    en: ({ bill, ours }) =>
      `The bill has ${bill} yuan for an order of ${ours} yuan. Nothing moved; a person decides.`,
  },
  other_number: {
    kind: 'amount',
    state: 'case',
    opens: 'mismatch',
    zh: ({ word }) => `账上的这笔付款，在账单里记在另一个订单号 ${word} 下。`,
    en: ({ word }) => `The bill has a payment of ours under another order number, ${word}.`,
  },
  billed_twice: {
    kind: 'amount',
    state: 'case',
    opens: 'mismatch',
    zh: ({ word, bill, ours }) =>
      `同一笔付款在账单里出现了 ${word} 次，共 ${bill} 元；账上是 ${ours} 元一次。`,
    en: ({ word, bill, ours }) =>
      `The bill has one payment ${word} times, ${bill} yuan in all; the books have ${ours} yuan, once.`,
  },
  missing_yet: {
    kind: 'missing_payment',
    state: 'waiting',
    zh: ({ ours, word }) =>
      `账上有一笔 ${ours} 元付款不在账单里，可能在次日账单；支付渠道查询答复为 ${word}。`,
    en: ({ ours, word }) =>
      `A payment of ${ours} yuan is not in the bill; it may stand in the next day's. The gateway, when asked, says ${word}.`,
  },
  missing: {
    kind: 'missing_payment',
    state: 'case',
    opens: 'missing_in_bill',
    zh: ({ ours, word }) =>
      `账上有一笔 ${ours} 元付款，三天内的账单都没有；支付渠道查询答复为 ${word}。`,
    en: ({ ours, word }) =>
      `A payment of ${ours} yuan is in no bill of three days. The gateway, when asked, says ${word}.`,
  },
  refund_asked: {
    kind: 'unknown_refund',
    state: 'waiting',
    zh: ({ bill }) => `账单里有一笔 ${bill} 元退款，本店还没有确认结果；已再次向支付渠道查询。`,
    en: ({ bill }) =>
      `The bill has a refund of ${bill} yuan whose outcome we do not know yet. The gateway is asked again.`,
  },
  refund_not_ours: {
    kind: 'unknown_refund',
    state: 'case',
    opens: 'unmatched_bill',
    zh: ({ bill }) => `账单里有一笔 ${bill} 元退款不是本店发起的，可能是在商户后台退的。`,
    en: ({ bill }) =>
      `The bill has a refund of ${bill} yuan that was not made here, perhaps in the gateway's own console.`,
  },
  refund_contradicts: {
    kind: 'unknown_refund',
    state: 'case',
    opens: 'unmatched_bill',
    zh: ({ bill, word }) => `账单说 ${bill} 元已退，本店的退款状态却是 ${word}。`,
    en: ({ bill, word }) => `The bill says that ${bill} yuan went back; our refund says ${word}.`,
  },
  refund_other_amount: {
    kind: 'refund_amount',
    state: 'case',
    opens: 'mismatch',
    zh: ({ bill, ours }) => `同一笔退款，账单是 ${bill} 元，账上是 ${ours} 元。`,
    en: ({ bill, ours }) =>
      `The bill says ${bill} yuan for a refund that is ${ours} yuan on the books.`,
  },
  refund_billed_twice: {
    kind: 'refund_amount',
    state: 'case',
    opens: 'mismatch',
    zh: ({ word, bill, ours }) =>
      `同一笔退款在账单里出现了 ${word} 次，共 ${bill} 元；账上是 ${ours} 元一次。`,
    en: ({ word, bill, ours }) =>
      `The bill has one refund ${word} times, ${bill} yuan in all; the books have ${ours} yuan, once.`,
  },
  refund_missing_yet: {
    kind: 'missing_refund',
    state: 'waiting',
    zh: ({ ours }) => `账上有一笔 ${ours} 元退款不在账单里，可能在次日账单。`,
    en: ({ ours }) =>
      `A refund of ${ours} yuan is not in the bill; it may stand in the next day's.`,
  },
  refund_missing: {
    kind: 'missing_refund',
    state: 'case',
    opens: 'missing_in_bill',
    zh: ({ ours }) => `账上有一笔 ${ours} 元退款，三天内的账单都没有。`,
    en: ({ ours }) => `A refund of ${ours} yuan is in no bill of three days.`,
  },
  bill_contradicts_itself: {
    kind: 'totals',
    state: 'case',
    opens: 'unmatched_bill',
    zh: ({ word }) => `账单文件有问题，没有采用：${word}`,
    en: ({ word }) => `The bill contradicts itself and was not used: ${word}`,
  },
  sold_elsewhere: {
    kind: 'foreign_sale',
    state: 'healed',
    zh: ({ word, bill }) =>
      `这个收款账号当天还有 ${word} 笔别处的收款和退款，合计 ${bill} 元，订单号不是本店的格式，没有入账。`,
    en: ({ word, bill }) =>
      `The account also had ${word} payments and refunds of other sales that day, ${bill} yuan in all, under numbers not of this shop's form. They are not on the books.`,
  },
  funds_in_yet: {
    kind: 'funds',
    state: 'waiting',
    zh: ({ bill, ours }) =>
      `资金账单当天收入 ${bill} 元，总账是 ${ours} 元，与交易账单也不符；可能在相邻一天。`,
    en: ({ bill, ours }) =>
      `The bill of movements has ${bill} yuan coming in, the ledger ${ours} yuan, and the bill of trades agrees with neither; it may stand in a neighbour's.`,
  },
  funds_in: {
    kind: 'funds',
    state: 'case',
    opens: 'unmatched_bill',
    zh: ({ bill, ours }) =>
      `资金账单当天收入 ${bill} 元，总账是 ${ours} 元，与交易账单也不符，请人工核对。`,
    en: ({ bill, ours }) =>
      `The bill of movements has ${bill} yuan coming in, the ledger ${ours} yuan, and the bill of trades agrees with neither. Somebody must look.`,
  },
  funds_out_yet: {
    kind: 'funds',
    state: 'waiting',
    zh: ({ bill, ours }) =>
      `资金账单当天的退款和手续费共 ${bill} 元，总账是 ${ours} 元，与交易账单也不符；可能在相邻一天。`,
    en: ({ bill, ours }) =>
      `The bill of movements has ${bill} yuan of refunds and fees, the ledger ${ours} yuan, and the bill of trades agrees with neither; it may stand in a neighbour's.`,
  },
  funds_out: {
    kind: 'funds',
    state: 'case',
    opens: 'unmatched_bill',
    zh: ({ bill, ours }) =>
      `资金账单当天的退款和手续费共 ${bill} 元，总账是 ${ours} 元，与交易账单也不符，请人工核对。`,
    en: ({ bill, ours }) =>
      `The bill of movements has ${bill} yuan of refunds and fees, the ledger ${ours} yuan, and the bill of trades agrees with neither. Somebody must look.`,
  },
  closing_yet: {
    kind: 'funds',
    state: 'waiting',
    zh: ({ bill, ours }) =>
      `资金账单写明的当日余额是 ${bill} 元，按上一次余额和之后的收支应为 ${ours} 元；可能在相邻一天。`,
    en: ({ bill, ours }) =>
      `The bill of movements says that the account held ${bill} yuan when the day ended; by its last balance and what moved since it is ${ours} yuan. A neighbour's bill may explain it.`,
  },
  closing: {
    kind: 'funds',
    state: 'case',
    opens: 'unmatched_bill',
    zh: ({ bill, ours }) =>
      `资金账单写明的当日余额是 ${bill} 元，按上一次余额和之后的收支应为 ${ours} 元，请人工核对。`,
    en: ({ bill, ours }) =>
      `The bill of movements says that the account held ${bill} yuan when the day ended; by its last balance and what moved since it is ${ours} yuan. Somebody must look.`,
  },
  ledger_differs: {
    kind: 'totals',
    state: 'case',
    opens: 'unmatched_bill',
    zh: ({ bill, ours }) => `已核对上的付款和退款，账单合计 ${bill} 元，总账合计 ${ours} 元。`,
    en: ({ bill, ours }) =>
      `What matches adds up to ${bill} yuan in the bill and to ${ours} yuan in the ledger.`,
  },
} as const satisfies Readonly<Record<string, Verdict>>

/** Why a difference is one. */
export type DifferenceReason = keyof typeof verdicts

/** A difference with its name; `ref` tells it from others of its kind at the channel. */
export type Difference = Readonly<{
  reason: DifferenceReason
  kind: DifferenceKind
  state: Exclude<DifferenceState, 'resolved'>
  opens: CaseKind | undefined
  ref: string
  evidence: Evidence
  zh: string
  en: string
}>

/** Names a difference. */
export function differ(reason: DifferenceReason, ref: string, evidence: Evidence): Difference {
  const verdict: Verdict = verdicts[reason]
  const facts: Facts = {
    bill: yuanOf(evidence.billFen),
    ours: yuanOf(evidence.oursFen),
    word: evidence.word ?? '—',
  }
  return {
    reason,
    kind: verdict.kind,
    state: verdict.state,
    opens: verdict.opens,
    ref,
    evidence,
    zh: verdict.zh(facts),
    en: verdict.en(facts),
  }
}

/** A bill's amounts may be sums, and below zero. */
function yuanOf(fen: number | null | undefined): string {
  if (fen === null || fen === undefined) return '—'
  const digits = String(Math.abs(fen)).padStart(3, '0')
  return `${fen < 0 ? '-' : ''}${digits.slice(0, -2)}.${digits.slice(-2)}`
}
