// What the pages of cases say, in English.

import type { words as standard } from '../zh-CN/cases.ts'
import { words as states } from './states.ts'

export const words: typeof standard = {
  title: 'Cases',
  text: 'Money that came late, twice or in the wrong amount. It is neither lost nor silently kept: you decide',
  search: 'Order, refund or gateway number',
  kind: 'Kind',
  state: 'State',
  order: 'Order',
  amount: 'Amount',
  channel: 'Channel',
  openedAt: 'Found',
  resolvedAt: 'Ended',
  days: 'Day found',
  all: 'All',
  awaitsSecond: (what) => `A second person must agree: ${what}`,
  emptyTitle: 'No cases',
  emptyText:
    'Payments that come after an order was closed, second payments, wrong amounts, failed refunds and bills that do not match will be listed here for you to decide',
  states: { ...states.case, pending: 'Not ended' },
  kinds: states.caseKind,
  says: {
    late: 'The payment came after the order was closed. The money is here; the goods depend on the decision',
    duplicate: 'One order was paid twice; this second payment belongs to no goods',
    over: 'More was paid than the order costs. It is not on the books, and nothing was delivered',
    mismatch:
      'The amount or number of a payment or refund is not what this shop has on record. Nothing was moved because of it',
    unmatched_bill: "The gateway's bill has a movement of money this shop has no record of",
    missing_in_bill: 'The books have money that is in no bill of the gateway for three days',
    refund_unknown:
      'For more than a day the gateway has not said what became of this refund. We keep asking, and its money stays reserved',
    refund_failed: 'The gateway did not return this money; the buyer has not been refunded',
  },
  hints: {
    over: "Please check this payment; you can give it back here, or record the proof if you refunded it in the gateway's own console",
    mismatch:
      "Please check this payment in the gateway's own console. One in a wrong amount can be given back here; record the proof here if you refunded it there, and end the case otherwise",
    unmatched_bill:
      "Please check in the gateway's own console: was it taken by another system, or refunded there by hand? End the case here once you know",
    missing_in_bill:
      'Please ask the gateway about this payment. If a later bill has it, the case ends by itself; you can also end it here',
  },
  outcomes: {
    delivered: 'Delivered',
    refunded: 'Money returned',
    returning: 'On its way back',
    matched: 'Bill and books agree',
    returned_by_hand: 'Returned by hand',
    same_money: 'The same money as was confirmed by hand',
    taken_up: 'On the books, and given back by a case of its own',
    never_arrived: 'The refund never reached the gateway; it is tried again',
  },
  /** Words of cases whose reason says more than their kind. */
  saysOf: {
    stranded:
      "WeChat Pay took this refund from your balance, but the payer's account did not take it. The money waits at WeChat under this refund number, and no second refund is sent for it",
    gateway_slow:
      'The gateway has been at this refund for more than a week, and it is not over. It is still asked, and the money stays promised',
    no_account:
      'This refund goes back by a former account that is not in the settings any more, so nobody can be asked and nothing is sent. The money stays promised',
    gone_back:
      'This shop learned of the payment only after all of it or a part had gone back, so nothing was delivered',
    sold_out:
      'The money came after the order had ended, and others had bought what it wanted, so nothing was delivered',
    account_gone:
      'This payment belongs to a former account that is not in the settings any more. For the 26 hours in which it could be looked up, nobody could be asked, so it is not known whether it was paid',
    after_hand:
      'A person had confirmed money for this order, and now the gateway tells of a payment. It may be the same one or a second one; that cannot be told from here, so nothing went back',
  },
  hintsOf: {
    not_as_asked:
      'This money came in another amount than the order costs. It lies in suspense and is on its way back; if that fails, decide again here',
    not_ours:
      "If a buyer of this shop paid it (such as for an order the shop does not know any more since a restore), refund it in the gateway's own console and record the proof here; if another system took it, end the case",
    stranded:
      'Please open this refund in the WeChat Pay merchant platform (abnormal refund) and send the money on: to another card of the payer, and the case ends by itself; or to your own bank account, then give it to the buyer otherwise and record that here',
    gateway_slow:
      'Please look at this refund in the merchant platform of the gateway, or ask its support; once it is over, this case ends by itself',
    no_account:
      'Please put the settings of that account back; the refund then goes on, and this case ends by itself',
    gone_back:
      'Please look in the WeChat Pay merchant platform how much went back. All of it: record the refund in the case “Only in the bill”, and this one ends by itself. A part: record that part there, and deliver here if the buyer keeps the goods',
    sold_out: 'Deliver here once there is stock again, or give the money back',
    account_gone:
      "Please look this payment up in the merchant platform of the former account. If it was paid, confirm it on the order's page; if not, end the case here, and the order ends with it",
    after_hand:
      "Please count in the gateway's own console: if there are two payments, give this one back; if there is one, say that it is the same money",
    refund_not_ours:
      "If somebody refunded this order in the gateway's own console, record it here, so that the books and the licence agree with it",
  },
  waiveAsked: (by, what) =>
    `${by} decided “${what}”. The amount is above the limit, so it takes effect once another member decides the same; another decision takes its place`,
  back: 'Cases',
  what: 'What happened',
  decisions: 'What you can do',
  decisionsNone: 'Nothing to decide',
  money: 'Money',
  goods: 'Goods',
  decide: {
    deliver: 'Deliver',
    refund: 'Refund',
    returned: 'Record as returned by hand',
    same: 'It is the same money',
    waive: 'Leave it and end',
  },
  moneyOf: {
    deliver: 'Stays; the order counts as paid',
    refund: 'Goes back to the payer in two minutes, and can be cancelled until then',
    refundLate:
      'Goes back to the payer in two minutes, and can be cancelled until then. Above the limit, another member agrees first',
    refundAgain:
      'A new refund of the same amount goes back to the payer. Above the limit, another member agrees first',
    refundNow: 'Tried again now under the same number, never twice',
    returned: (amount) =>
      `Records that you returned all ${amount} in cash or by transfer; the gateway will not. Above the limit, another member agrees first`,
    recorded: (amount) =>
      `Puts the gateway's refund of ${amount} on the books: nothing more is sent, and so much less can be refunded`,
    same: 'Counts once: what was confirmed by hand is this payment. Nothing goes back. Above the limit, another member must decide the same',
    waive:
      'Unchanged: this shop neither sends nor takes any money. Above the limit, another member must decide the same',
  },
  goodsOf: {
    deliver: 'Delivered now; the buyer sees the licence',
    none: 'Nothing is delivered, and what was delivered stays as it is',
    asRefund: 'As the refund said',
    chosen: 'As you choose below',
  },
  returnedAmount: 'Amount returned (yuan)',
  returnedHint:
    'It must be all of it. Please name the evidence in the reason, e.g. the transfer number',
  effect: 'Licences',
  effects: {
    product: 'As the product says, once a line is refunded in full',
    none: 'Keep',
    suspend: 'Suspend',
    revoke: 'Revoke',
  },
  done: 'Decided',
  asked: 'Another member must decide the same',
  facts: 'The money',
  refund: 'Refund',
  outTradeNo: 'Merchant number',
  tradeNo: 'Gateway number',
  ref: 'Reference',
  orderPaid: 'Paid for the order',
  orderRefunded: 'Refunded of the order',
  bill: 'Day of the bill',
  note: 'Note',
  history: 'History',
  opened: 'Found by the program',
}
