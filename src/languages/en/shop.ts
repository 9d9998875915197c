// The English of the words about the shop itself, in the shape the Chinese one gives.

import type { ShopText } from '../zh-CN/shop.ts'

export const shopEn = {
  demo: {
    notice: 'Demo shop: every payment is simulated, no real money moves.',
    simulator: 'Open the payment simulator',
    scan: 'Demo: scan it here',
    clockAhead: (minutes) =>
      `The demo clock is ${minutes} ${minutes === 1 ? 'minute' : 'minutes'} ahead.`,
  },
  tier: (from, price) => `${price} each from ${from}`,
  tiersBetween: ', ',
  sum: {
    verb: 'Work out the total',
    of: (name, quantity, total) => `${name} × ${quantity}: ${total} in all`,
    off: (amount) => `${amount} off`,
  },
  sold: {
    license: {
      lead: 'Choose a plan, pay, and get your licence key at once.',
      promise: 'Your key appears as soon as you have paid',
    },
    card: {
      lead: 'Choose, pay, and get your card at once.',
      promise: 'Your card appears as soon as you have paid',
    },
    content: {
      lead: 'Choose, pay, and get your content at once.',
      promise: 'The content appears as soon as you have paid',
    },
    course: {
      lead: 'Choose your courses, pay, and start to learn at once.',
      promise: 'You can start to learn as soon as you have paid',
    },
    mixed: {
      lead: 'Choose, pay, and get what you bought at once.',
      promise: 'What you buy is there as soon as you have paid',
    },
  },
  announcement: 'Announcement',
  businessLicense: 'Business licence',
} satisfies ShopText
