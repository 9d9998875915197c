// What the pages of reconciliation say, in English.

import type { zh } from './books.zh-CN.ts'

export const en: typeof zh = {
  title: 'Reconciliation',
  text: 'Every morning the bill of the day before is fetched and compared with our books, line by line',
  ledger: 'Money by day',
  ledgerText:
    'Payments, refunds and fees by channel and day. The balance is what came in less what went out until that day, without what you have withdrawn from the channel',
  day: 'Day',
  channel: 'Channel',
  state: 'State',
  lines: 'Lines',
  matched: 'Matched',
  differences: 'Differences',
  comparedAt: 'Compared',
  all: 'All',
  days: 'Days',
  emptyTitle: 'Nothing reconciled yet',
  emptyText:
    'After the first payment, the bill is fetched and compared after ten the next morning, and the outcome is listed here',
  ledgerEmptyTitle: 'No money has moved yet',
  ledgerEmptyText:
    "After the first payment, each channel's payments, refunds and fees of each day are listed here",
  states: {
    waiting: 'Awaits bill',
    balanced: 'Balanced',
    different: 'Differences',
    unavailable: 'No bill',
  },
  stateSays: {
    waiting: 'The bill of this day is not there yet; it is asked for every hour',
    balanced: 'Bill and books agree in everything',
    settled: 'No difference is left to look at',
    different: 'Bill and books do not agree; every difference and its next step is listed below',
    unavailable:
      'The channel has no bill of this day. If there were payments, please fetch it again later',
  },
  none: 'None',
  open: (n) => `${n} to look at`,
  waiting: (n) => `${n} waiting`,
  healed: (n) => `${n} mended by itself`,
  resolved: (n) => `${n} ended`,
  back: 'Reconciliation',
  fetch: 'Fetch bill again',
  fetching: 'The bill is being fetched and compared',
  fetchDone: 'The bill is being fetched and compared',
  trouble: 'Why',
  fetchedAt: 'Bill fetched',
  sums: 'Sums of both sides',
  bill: "Channel's bill",
  books: 'Our books',
  gap: 'Difference',
  payments: 'Payments',
  refunds: 'Refunds',
  fee: 'Fees',
  net: 'Net',
  balance: 'Balance',
  count: (n) => n,
  equal: 'Both sides are equal to the fen',
  notEqual: 'The sides are not equal; see the differences below',
  detail: 'Differences',
  cut: (n) =>
    `Only the first ${n} differences are listed. Settle these and fetch the bill again to see the others`,
  detailNone: 'No differences',
  ours: 'Ours',
  theirs: 'Bill',
  next: 'Next step',
  seeCase: 'See the case',
  differenceStates: {
    case: 'To look at',
    waiting: 'Waiting',
    healed: 'Mended',
    resolved: 'Ended',
  },
  families: {
    onlyBill: 'In the bill only',
    onlyBooks: 'In our books only',
    amount: 'Amounts differ',
    totals: 'Totals differ',
    elsewhere: 'Sold elsewhere',
  },
  steps: {
    healed: 'Confirmed by the channel and added to the books; nothing to do',
    resolved: 'Ended; nothing to do',
    elsewhere: 'Not of this shop and not on its books; nothing to do',
    waiting: {
      onlyBill: 'The channel is being asked; it is compared again by itself',
      onlyBooks: "It may stand in the next day's bill; it is compared again for three days",
      amount: 'It is compared again by itself',
      totals: 'It is compared again by itself',
    },
    case: {
      onlyBill:
        "Find out in the channel's own console where this money comes from, then end the case",
      onlyBooks:
        'Ask the channel about this money; if a later bill has it, the case ends by itself',
      amount: "Check the amount in the channel's own record of the payment, then end the case",
      totals: 'Fetch the bill again; if it stays so, ask the channel about the bill file',
    },
  },
}
