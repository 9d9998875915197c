// What the page at the counter says, in English.

import type { words as standard } from '../zh-CN/counter.ts'

export const words: typeof standard = {
  title: 'Counter',
  text: "Choose what is bought, scan the payment code on the customer's phone, hand the goods over",
  product: 'Product',
  quantity: 'Quantity',
  phone: "Customer's phone",
  phoneHint: 'To find the order later',
  coupon: 'Coupon (optional)',
  couponHint: "The customer's code, if there is one. The next step charges the lower amount",
  discount: 'Taken off',
  total: 'Sum',
  start: 'Take payment',
  empty: {
    title: 'Nothing is on sale yet',
    text: 'Add a package under “Products” and put it on sale; then it can be chosen here',
    action: 'Add a product',
  },
  noGateway: {
    title: 'Payment codes cannot be scanned yet',
    text: 'Enable Alipay (face to face) or WeChat Pay (payment code) under “Payment settings” and test it, then come back',
    action: 'Payment settings',
  },
  scan: {
    label: 'Payment code',
    hint: "Point the scanner at the customer's code while the cursor is here, or type the digits and press Enter",
    takes: (names: string) => `Takes ${names}`,
    charge: 'Charge',
    camera: 'Scan with the camera',
    stop: 'Close the camera',
    aim: 'Hold the payment code into the picture',
    aimQr: 'Hold the square QR code of the payment code into the picture',
    noCamera:
      'This browser cannot scan with a camera. Use a scanner, or type the digits below the payment code',
    refusedCamera:
      'The camera does not open. Allow the browser to use it, and see that no other program does',
    insecure: 'A camera works on https addresses only. Open the console by https, or use a scanner',
  },
  gateways: { alipay: 'Alipay', wechat: 'WeChat Pay' },
  states: {
    ready: "Scan the customer's payment code",
    asking: 'Charging, one moment',
    password: "Waiting for the customer's password",
    undoing: 'Undoing this charge. Nobody should pay again before that is done',
    refused: 'Nothing was charged',
    unpaid: 'The customer did not pay. The charge was undone; nothing was taken',
    paid: 'Paid',
    returned: 'The money went back to the customer',
    over: 'The order is over',
  },
  next: {
    asking:
      'On a slow network this takes some seconds. The result is looked up; nobody is charged twice',
    password: (seconds: number) => `${seconds} seconds left; after that the charge is undone`,
    undoing: 'Usually a few seconds. Then a code can be scanned again',
    unpaid: 'Ask the customer to refresh the payment code, and scan again',
    returned:
      'The money arrived while the charge was being undone, and the gateway gave it back. Please start a new order',
    over: 'The order was cancelled or ran out of time, unpaid. Please start a new one',
  },
  why: {
    code: 'The payment code is wrong, too old, or was used before. Ask the customer to refresh it, and scan again',
    balance:
      "The customer's balance or card is not enough. Ask for another way to pay, a refreshed code, and scan again",
    buyer:
      "The customer's account cannot pay this (restricted, over a limit, or at risk). Ask for another account or another way to pay",
    shop: "The shop's account cannot take this. The owner should see whether payment by code is opened at the gateway",
    other:
      'The gateway did not take it. Ask the customer to refresh the code and try again, or to pay another way',
  },
  leaving:
    'This payment has no outcome yet. If you leave, look for it under “Orders” before anybody pays again. Leave anyway?',
  otherSale: 'Another sale',
  gatewayCode: "Gateway's word",
  giveUp: 'Give up',
  giveUpTitle: 'Give this sale up?',
  giveUpText: 'The order is cancelled; a charge under way is undone first',
  giveUpReason: 'given up at the counter',
  nextCustomer: 'Next customer (Enter)',
  goods: 'For the customer',
  showGoods: 'Show the keys',
  print: 'Print',
  laterGoods:
    'Only whoever took the money sees the keys, for 30 minutes. Later the customer finds them in the shop by phone and order number',
  order: 'Order',
  paidAt: 'Paid at',
}
