// The words of letters in English.

import type { LetterText } from '../letter-text.ts'

export const lettersEn: LetterText = {
  lang: 'en',
  between: ', ',
  code: {
    subject: ({ code, shopName }) => `${code} is your code - ${shopName}`,
    title: 'Your code',
    uses: {
      'look-up': 'You asked to see everything of an order.',
      'sign-in': 'You are signing in.',
      'sign-up': 'You are opening an account.',
      reset: 'You are setting a new password.',
      claim:
        'Somebody asks to move all your orders into an account. Enter it in your own account only: whoever you tell it gets your orders and licences.',
    },
    lasts: 'It is good for 5 minutes, and once. Tell it to nobody, whoever they say they are.',
    notYou: 'If it was not you who asked, you can ignore this mail.',
    sms: ({ code, shopName }) =>
      `[${shopName}] ${code} is your code, good for 5 minutes. Tell it to nobody.`,
  },
  delivered: {
    subject: ({ shopName }) => `What you bought is ready - ${shopName}`,
    title: 'Paid and delivered',
    withKeys: 'What you bought stands below. Please keep it safe.',
    withoutKeys:
      'Open the order page, enter the phone number of the order and ask for a code: then everything is shown in full.',
    sms: ({ shopName, orderNumber }) =>
      `[${shopName}] Your order ${orderNumber} is paid and delivered. See it in the shop under "Look up an order".`,
  },
  owed: {
    subject: ({ shopName }) => `Paid; the goods follow - ${shopName}`,
    title: 'Paid; the goods follow',
    sentence:
      'Something you bought is out of stock for the moment. It is sent by itself once it is there, and we tell you again. You do not have to pay once more.',
    sms: ({ shopName, orderNumber }) =>
      `[${shopName}] Your order ${orderNumber} is paid; the goods are sent once they are there. You do not have to pay once more.`,
  },
  refunded: {
    subject: ({ shopName, amount }) => `${amount} went back to you - ${shopName}`,
    title: (amount) => `${amount} went back to you`,
    sentence:
      'It goes to the account you paid from. With a bank card it may take some working days.',
    byHand:
      'The shop gave it back to you by another way than the one you paid by. If you did not get it, please contact the shop.',
    sms: ({ shopName, orderNumber, amount }) =>
      `[${shopName}] ${amount} of your order ${orderNumber} went back to you.`,
  },
  test: {
    subject: (shopName) => `A test mail - ${shopName}`,
    title: 'Mail goes out',
    sentence:
      'This was sent by the test button of the console. That it came shows that the settings work.',
  },
  seeOrder: 'See the order',
  order: 'Order number',
  product: 'Product',
  amount: 'Amount',
  keys: 'Licence keys and cards',
  content: 'Content',
  help: (contact) => `Need help? Contact the shop: ${contact}`,
  automatic: 'This mail was sent automatically.',
}
