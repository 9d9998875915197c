// The English of the words about the shop itself, in the shape the Chinese one gives.

import type { ShopText } from './shop.zh-CN.ts'

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
  announcement: 'Announcement',
  businessLicense: 'Business licence',
} satisfies ShopText
