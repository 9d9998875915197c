// The English of the buyer's pages, in the shape the Chinese one gives.

import { formatShanghai } from '../../core/time.ts'
import { html } from '../../pages/html.ts'
import type { Environment, PayChoice } from '../../pages/views.ts'
import type { Text } from '../zh-CN/pages.ts'
import { accountEn } from './account.ts'
import { codeEn } from './code.ts'
import { count } from './count.ts'
import { courseEn } from './course.ts'
import { licenseEn } from './license.ts'
import { lookupEn, rescueEn } from './lookup.ts'
import { refundsEn, whenBack } from './refunds.ts'
import { shopEn } from './shop.ts'

const payTypes: Text['payTypes'] = { alipay: 'Alipay', wechat: 'WeChat Pay', free: 'Free' }
const apps: Record<PayChoice, string> = {
  alipay: 'Alipay',
  wechat: 'WeChat',
  both: 'WeChat or Alipay',
}

function around(env: Environment): string {
  if (env === 'wechat' || env === 'alipay') return apps[env]
  return 'this app'
}

export const en = {
  tag: 'en',
  label: 'English',
  skip: 'Skip to content',
  findOrder: 'Find my order',
  poweredBy: 'Powered by Keytill',
  footer: 'Footer',
  time: (at) => `${formatShanghai(at)} UTC+8`,
  wait: (seconds) =>
    seconds < 90
      ? count(seconds, 'second', 'seconds')
      : count(Math.ceil(seconds / 60), 'minute', 'minutes'),
  copy: 'Copy',
  copied: 'Copied',
  selected: "Selected. Use your system's copy command",
  copyOrderNumber: 'Copy the order number',
  backToShop: 'Back to the shop',
  orderAgain: 'Order again',
  orderNumber: 'Order',
  amount: 'Amount',
  discount: 'Discount',
  product: 'Product',
  payee: 'Paid to',
  requestId: 'Request',
  payTypes,
  orderStates: {
    waiting: 'Waiting for payment',
    closing: 'Closing',
    paid: 'Paid',
    cancelled: 'Cancelled',
    expired: 'Expired',
    refunded: 'Refunded',
    part_refunded: 'Partly refunded',
  },
  line: (name, quantity) => `${name} × ${quantity}`,
  andMore: (lines) => `and more, ${lines} lines in all`,
  days: (days) => (days === null ? 'Never expires' : `Valid ${count(days, 'day', 'days')}`),
  devices: (devices) => count(devices, 'device', 'devices'),

  ...shopEn,

  help: {
    paidNothing: 'Paid, but nothing arrived?',
    steps: [
      'Please do not pay again. Money that was paid is not lost; the key is delivered once it arrives.',
      'Wait a moment and press “I have paid”, or find the order by its number and your phone.',
      'Still nothing? Send the order number to the merchant.',
    ],
    rescue: 'Find the payment by the number in your bill',
    merchant: 'Contact the merchant',
  },

  catalogue: {
    products: 'Products',
    from: 'From',
    free: 'Free',
    choose: 'Choose a plan',
    chooseOf: (product) => `Choose a plan of ${product}`,
    plans: 'Plans',
    soldOut: 'Sold out',
    left: (units) => `${units} left`,
    phoneLimit: (units) => `${units} per phone number`,
    card: 'Card',
    empty: 'Nothing is on sale at the moment',
    emptyWhy: 'Products will appear here. An order you have placed can be found any time.',
    paymentOff: 'This shop takes no payments for now. Paid orders are not affected.',
    promises: {
      lock: 'You pay on the payment platform; your bank card never passes through this shop',
      search: 'Find your order any time by its number and your phone',
    },
  },

  buy: {
    about: 'About this product',
    plan: 'Choose a plan',
    quantity: 'Quantity',
    fewer: 'One fewer',
    more: 'One more',
    quantityHint: 'One licence key each, 100 at most.',
    quantityHintCards: 'One card each, 100 at most.',
    outOfStock: (left) =>
      `Not enough in stock: ${left} left. Nothing was charged. Please order fewer or choose another plan.`,
    phoneLimit: (max, left) =>
      `One phone number may have ${max} of this plan, ${left} more for you. Nothing was charged.`,
    contact: 'Contact',
    name: 'Name',
    phone: 'Mobile number',
    phoneHint: 'Only for finding this order again, on any device. Never for advertising.',
    phoneHintTexted: 'For finding this order, and for codes and news of it. Never for advertising.',
    email: 'E-mail',
    optional: 'optional',
    emailHint: 'Used when the merchant needs to reach you.',
    emailHintMailed: 'News of your order is sent here, and a code sent here opens it later.',
    coupon: { have: 'Have a coupon code?', code: 'Coupon code', use: 'Use', off: 'Taken off:' },
    total: 'Total',
    submit: 'Buy now',
    submitFree: 'Get it free',
    submitting: 'Placing the order…',
    next: 'You choose how to pay in the next step. Nothing is charged now.',
    refusedTitle: 'Almost there. Please correct what is marked:',
    fieldRefused: {
      package_id: 'Please choose a plan that is on sale.',
      quantity: 'Please enter a whole number from 1 to 100.',
      contact_person: 'Please enter a name of 1 to 50 characters.',
      phone: 'Please enter a mainland China mobile number of 11 digits.',
      email: 'This is not an e-mail address. You may leave it empty.',
      coupon_code: 'This coupon code cannot be used for this order.',
    },
    tooMany: (wait) =>
      `Too many unpaid orders. Please pay or cancel them, or try again in ${wait}. Nothing was charged.`,
    conflict: 'Your order has been placed already. To place this one too, submit it once more.',
    soldOutTitle: 'Sold out',
    soldOut: 'All plans of this product are sold out. Please have a look at the others.',
    paymentOffTitle: 'No payments for now',
    paymentOff:
      'This shop takes no payments for now. Paid orders are not affected and can be found as usual.',
  },

  cashier: {
    title: 'Checkout',
    amountDue: 'Amount due',
    payWithin: (clock) => html`Pay within ${clock}`,
    methods: 'How do you want to pay?',
    methodsLoad: ' (the page changes to the way you choose)',
    useMethod: 'Use this way',
    changing: 'Changing the way to pay',
    choices: { alipay: 'Alipay', wechat: 'WeChat Pay', both: 'One code for WeChat or Alipay' },
    unavailable: 'Under repair, not usable for now',
    methodHint: {
      scan: (choice) => `Scan a code with ${apps[choice]}`,
      jump: (choice) => `Pay in ${apps[choice]}`,
      scanOrJump: (choice) => `Scan, or open ${apps[choice]}`,
      inside: (choice) => `Pay right here in ${apps[choice]}`,
      browser: () => "Needs your phone's browser",
      phone: (choice) => `Open this page in ${apps[choice]} on a phone`,
      both: 'Either app can scan it',
    },
    jump: (choice, amount) => `Pay ${amount} with ${apps[choice]}`,
    jumpHere: (choice, amount) => `Open ${apps[choice]} here and pay ${amount}`,
    inside: (amount) => `Pay ${amount}`,
    newTab: ' (opens a new tab)',
    scan: (choice) => html`<strong>Scan</strong> with ${apps[choice]}`,
    scanElsewhere: (choice) => html`<strong>Scan</strong> with ${apps[choice]} on a second phone`,
    sameAccount: 'Use one WeChat account, or order again.',
    qrLabel: (choice, amount) => `QR code for paying ${amount} with ${apps[choice]}`,
    qrMissing: 'No QR code for now',
    qrMissingWhy: 'If you have paid elsewhere, please wait. If not, refresh it or pay another way.',
    refreshQr: 'Refresh code',
    done: 'I have paid',
    cancel: 'Cancel the order',
    viaPhone: 'On a phone? Switch to phone payment',
    viaQr: 'Another way: scan with a second phone',
    waiting: 'Waiting for payment; updates by itself',
    opened: 'Please pay on the page that has opened; this one updates by itself',
    retrying: 'Network trouble, trying again',
    cover: {
      title: 'Please open this in your browser',
      why: (env, method) =>
        `${method} cannot be opened inside ${around(env)}. In your phone's browser you can pay the same order.`,
      whyAll: (env) =>
        `You cannot pay inside ${around(env)}. In your phone's browser you can pay the same order.`,
      steps: ['Tap ··· at the top right', 'Choose “Open in browser”', 'Pay there'],
      copy: 'Copy the link',
      link: 'Link of this page',
      wrong: 'I am in a browser already, go on',
    },
    bridge: {
      cancelled: 'Nothing was paid this time. Your order is kept; press the button to pay it.',
      failed:
        'WeChat did not complete this payment. If you have paid, please wait and do not pay again. If not, reload this page and try again, or pay another way.',
      needsScript:
        "Paying inside WeChat needs JavaScript. Please allow it and reload, or open this page in your phone's browser.",
    },
    states: {
      waiting: { title: 'Waiting for payment', sentence: '' },
      confirming: {
        title: 'Confirming your payment',
        sentence:
          'No payment has been seen yet. Please do not pay again; this page updates by itself.',
      },
      paid: { title: 'Paid', sentence: 'The payment has arrived and your key is ready.' },
      closing: {
        title: 'Closing the order',
        sentence:
          'The payment platform is being asked whether anything was paid. Please do not pay any more.',
      },
      expired: {
        title: 'The order has expired',
        sentence:
          'No payment arrived in time. Please do not pay this order any more. If you just did, this page updates by itself.',
      },
      cancelled: {
        title: 'The order is cancelled',
        sentence: 'Nothing was received for it. You can order again any time.',
      },
    },
    checkAgain: 'I have paid, check again',
    notPaidYet: 'Not paid yet, go on',
    seeKeys: 'See my key',
    refresh: 'Reload this page',
    troubleTitle: 'The payment platform cannot be reached',
    trouble: 'Nothing was charged and your order is kept. Please try again, or pay another way.',
    tryAgain: 'Try again',
  },

  result: {
    title: 'Payment result',
    backToSeller: (host: string) => `Back to ${host}`,
    receipt: 'Receipt',
    paid: 'Payment received',
    free: 'It is yours',
    keyLabel: (label, devices) => `${label} (${count(devices, 'device', 'devices')})`,
    keysTitle: (keys) => `Your licence keys (${keys})`,
    yourKey: 'Your licence key',
    cardsTitle: (cards) => `Your cards (${cards})`,
    yourCard: 'Your card',
    copyCard: 'Copy the card',
    copyCardOf: (position) => `Copy card ${position}`,
    cardsOwed: (units) =>
      `${count(units, 'card is', 'cards are')} still to come. Your payment was received; this page shows them once they are there. Please do not buy again.`,
    owed: 'Paid, but the card is not out yet',
    ticket: {
      name: 'Problem number',
      copy: 'Copy a note',
      note: (of) =>
        `Problem ${of.ticket}: order ${of.orderNumber} was paid at ${of.paidAt} with ${of.amount}, transaction ${of.tradeNo}, and nothing has arrived yet.`,
    },
    copyKey: 'Copy the key',
    copyKeyOf: (position) => `Copy key ${position}`,
    copyAll: 'Copy all',
    download: 'Download as text',
    file: 'Offline licence file',
    validity: 'Valid',
    validTo: (from, until) => `${from} to ${until}`,
    validEver: (from) => `From ${from}, never expires`,
    licenseStates: {
      active: 'Active',
      expired: 'Expired',
      suspended: 'Suspended',
      revoked: 'Revoked',
    },
    tradeNo: 'Transaction',
    method: 'Paid with',
    paidAt: 'Paid at',
    print: 'Print a receipt',
    printGoods: {
      license: 'Print the key on it',
      card: 'Print the card on it',
      content: 'Print the content on it',
    },
    send: {
      title: 'Send it to yourself',
      by: {
        mail: (to) => `Send to ${to}`,
        sms: (to) => `Text it to ${to}`,
      },
      sent: (to) =>
        `On its way to ${to}, usually within a minute. Mail may land in the spam folder.`,
      wait: 'That was too often. Please try again in a minute; ten a day is the most.',
    },
    late: 'The money arrived after the order had expired. We have delivered all the same.',
    lateTitle: 'Your payment came after the order had closed',
    lateFates: {
      returning: `Nothing was delivered, and the money goes back by itself, the way you paid. You need not do anything; please do not pay again. ${whenBack}`,
      held: 'Your money is not lost: the merchant is looking at it and will deliver or send it back. Please keep the order number.',
      settled:
        'Nothing was delivered. The merchant has it on record as settled with you in another way, so the money does not go back by itself. If that is not so, send the merchant the order number.',
    },
    hidden:
      'This is not the browser the order was placed in. To protect your key, only a part is shown.',
    hiddenHow: 'Open the link of this page in the browser you ordered with to see the whole key.',
    copyLink: 'Copy the link of this page',
    confirming: 'Confirming your payment',
    confirmingWhy:
      'The payment platform is being asked, and this page updates by itself. Please do not pay again.',
    confirmingLong:
      'This takes longer than usual. Money that was paid is not lost, and the key is delivered once it arrives. You may leave and find the order later by its number and your phone.',
    checkAgain: 'Check again',
    unpaid: 'No payment has arrived yet',
    unpaidWhy: (until) =>
      `Your order is kept until ${until}. If you have paid, please wait a moment and do not pay again.`,
    payOn: 'Go on paying',
    expired: 'The order has expired',
    expiredWhy:
      'No payment arrived in time and the order is closed. If you just paid, this page updates by itself.',
    cancelled: 'The order is cancelled',
    cancelledWhy: 'Nothing was received for it. You can order again any time.',
    failed: 'Paid, but the key is not out yet',
    failedWhy:
      'Your money has arrived safely and the problem is on record; the merchant finds it by its number. The key will appear on this page; please keep the order number.',
    refresh: 'Reload this page',
    refunded: 'Refunded',
    refundedWhy: (amount) => `${amount} went back to the account you paid from. ${whenBack}`,
    handedWhy: (amount) =>
      `${amount} was given back to you by the merchant in another way, not to the account you paid from. If you have not received it, send the merchant the order number.`,
    refunding: 'Refund under way',
    refundingWhy: (amount) =>
      `${amount} is on its way back, the way you paid. You need not do anything. ${whenBack}`,
    partRefunded: 'Partly refunded',
    unverified: 'This payment cannot be confirmed',
    unverifiedWhy:
      'The link that opened this page is incomplete or out of date and proves nothing. If you have paid, your money is not lost: find the order by its number and your phone.',
    use: 'How do I use the key?',
    useSteps: [
      "Paste the key into the program's activation window. Capitals and dashes do not matter.",
      'Each device takes one seat. To change devices, deactivate the old one or free it under “Licence and devices”.',
      'For a device without a network, import the offline licence file in the program.',
    ],
    keepSafe: 'A key is as good as cash. Please do not pass it on.',
  },

  refunds: refundsEn,
  license: licenseEn,
  account: accountEn,
  code: codeEn,
  course: courseEn,
  lookup: lookupEn,
  rescue: rescueEn,

  problem: {
    retryAfter: (wait) => `Please try again in ${wait}. Orders and payments are not affected.`,
    kinds: {
      not_found: {
        title: 'There is no such page',
        sentence: 'The link may be mistyped, or the product is no longer on sale.',
      },
      order_private: {
        title: 'This order cannot be shown here',
        sentence:
          'Open it in the browser you ordered with, or find it by its number and your phone.',
      },
      bad_request: {
        title: 'That did not go through',
        sentence:
          'The page may have been open for too long. Nothing was charged; please go back and try again.',
      },
      rate_limited: { title: 'Too many requests', sentence: '' },
      server_error: {
        title: 'Something went wrong on our side',
        sentence:
          'If you were paying: money that was paid is not lost. You can find the result later by order number and phone.',
      },
      unavailable: {
        title: 'Not available for the moment',
        sentence: 'The system is starting or under maintenance. Paid orders are not affected.',
      },
      payment_disabled: {
        title: 'This shop takes no payments for now',
        sentence: 'Nothing was charged. Paid orders are not affected and can be found as usual.',
      },
    },
    retry: 'Try again',
  },
} satisfies Text
