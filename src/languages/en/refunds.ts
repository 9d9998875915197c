// The English of the words of money on its way back, in the shape the Chinese one gives.

import type { RefundsText } from '../zh-CN/refunds.ts'

export const whenBack =
  'Once sent, it usually takes minutes to reach a wallet balance, and 1 to 7 working days to reach a bank card.'

export const refundsEn = {
  name: 'Refund',
  underway: 'on its way back, the way you paid',
  returned: 'went back, the way you paid, on',
  handed: 'given back by the merchant in another way on',
  second: 'Second payment',
  stuck: (amount) =>
    `A refund of ${amount} did not go through. The merchant takes care of it; the money is not lost. Questions? Send the merchant the order number.`,
  settled: (amount) =>
    `A refund of ${amount} did not go through. The merchant has it on record as settled with you in another way, so it is not tried again. If that is not so, send the merchant the order number.`,
  twice: {
    underway: (amount) =>
      `This order was paid twice. The second ${amount} is on its way back, the way it was paid. You need not do anything. ${whenBack}`,
    returned: (amount) =>
      `This order was paid twice. The second ${amount} went back, the way it was paid. ${whenBack}`,
    handed: (amount) =>
      `This order was paid twice. The second ${amount} was given back to you by the merchant in another way, not to the account it was paid from. If you have not received it, send the merchant the order number.`,
    settled: (amount) =>
      `This order was paid twice. The merchant has the second ${amount} on record as settled with you in another way, so it does not go back by itself. If that is not so, send the merchant the order number.`,
    stuck: (amount) =>
      `This order was paid twice. The second ${amount} has not gone back yet. The merchant takes care of it; the money is not lost. Questions? Send the merchant the order number.`,
  },
} satisfies RefundsText
