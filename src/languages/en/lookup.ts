// The English of finding an order again, in the shape the Chinese one gives.

import type { LookupText, RescueText } from '../zh-CN/lookup.ts'
import { whenBack } from './refunds.ts'

export const lookupEn = {
  title: 'Find my order',
  lead: 'Enter the order number and the phone you ordered with to see payment and delivery.',
  phone: 'Phone you ordered with',
  submit: 'Find it',
  notFound: 'No order found',
  notFoundWhy:
    'The order number or the phone is not right. Please check both; the number is on the checkout page and the receipt.',
  limited: 'Too many tries',
  limitedWhy: (wait: string) =>
    `Please try again in ${wait}. Your order and payment are not affected.`,
  keysMasked:
    'To protect your key, only a part is shown here. Use the browser you ordered with to see the whole key.',
  payOn: 'Go on paying',
  seeResult: 'See the whole result',
  license: 'Licence key',
  recent: 'Orders of this browser',
  none: 'No orders in this browser yet.',
  buy: 'To the shop',
} satisfies LookupText

export const rescueEn = {
  title: 'Paid, but nothing arrived?',
  lead: 'Enter the number from your Alipay or WeChat bill. We ask the payment platform at once and deliver what was paid.',
  number: 'Number in the bill',
  numberHint: 'The trade number, the merchant number or the order number of this shop.',
  phone: 'Phone you ordered with',
  phoneHint: 'With the right phone you also see what was delivered.',
  submit: 'Check the payment',
  where: 'Where the number is',
  bills: {
    alipay: [
      'Open Me, then Bills',
      'Open this payment',
      'Copy the order number or the merchant order number',
    ],
    wechat: [
      'Open Me, then Services, Wallet and Transactions',
      'Open this payment',
      'Copy the transaction number or the merchant number',
    ],
  },
  notFound: 'This payment was not found',
  notFoundWhy:
    'Please check the number and the phone. A payment of just now may need a minute or two; if it stays unknown, send a picture of the bill to the merchant, and do not pay again.',
  verdicts: {
    delivered: {
      title: 'Paid and delivered',
      sentence:
        'Use the browser you ordered with to see all of it. On another phone or browser, send the order number to the merchant, who can give you a link that opens it.',
    },
    owed: {
      title: 'Paid, not delivered yet',
      sentence:
        'The money has arrived and this problem is on record; find the order by its number later. Please do not pay again.',
    },
    refunding: {
      title: 'Paid, and on its way back',
      sentence: `The money goes back the way it came. You need not do anything. ${whenBack}`,
    },
    refunded: {
      title: 'This order was refunded',
      sentence: 'Amount and time of the refund are below.',
    },
    late: {
      title: 'The money came after the order was closed',
      sentence: 'What becomes of it is told below.',
    },
    unpaid: {
      title: 'The platform has no such payment yet',
      sentence:
        'The order is still kept for you. If your bill says paid, check again in a minute or two, and do not pay again.',
    },
    over: {
      title: 'The order is closed and was not paid',
      sentence:
        'The platform knows of no payment for it. If your bill says paid, try the transaction number, or send a picture of the bill to the merchant.',
    },
    silent: {
      title: 'The platform does not answer now',
      sentence:
        'Money that was paid is not lost, and we keep asking. Please check again in a few minutes, and do not pay again.',
    },
    contradicted: {
      title: 'The money came, but does not fit the order',
      sentence:
        'Its amount or account is another one; the merchant is looking at it and will deliver or return it. Please send this number to the merchant.',
    },
  },
} satisfies RescueText
