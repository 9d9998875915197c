// The words of licences and their devices, in English.

import type { zh } from './licenses.zh-CN.ts'
import { en as states } from './states.en.ts'

export const en: typeof zh = {
  title: 'Licences',
  searchHint: 'Key, order number, phone, device',
  status: 'State',
  all: 'All',
  statuses: states.license,
  key: 'Key',
  product: 'Product',
  order: 'Order',
  devices: 'Devices',
  validUntil: 'Valid until',
  validFrom: 'Valid from',
  forever: 'For ever',
  emptyTitle: 'No licences yet',
  emptyText:
    'Once a buyer has paid, each unit gets a licence of its own, and it is listed here. Try it by placing an order in the shop.',
  openShop: 'Open the shop',

  back: 'Licences',
  facts: 'Licence',
  buyer: 'Buyer',
  id: 'Id',
  formerKeys: 'Former keys',
  replacedAt: 'replaced',
  reveal: 'Show key',
  keyTitle: 'The whole key',
  keyText: 'Whoever has it can activate a device. Please send it to the buyer only.',
  newKeyText:
    'The old key is revoked. Please send the new one to the buyer; the page of the order shows it too.',
  close: 'Close',
  refunded: 'All money of the order went back',

  device: 'Device',
  fingerprint: 'Fingerprint',
  activatedAt: 'Activated',
  lastSeenAt: 'Last seen',
  unbind: 'Unbind',
  noDevices:
    'No device has been activated. Once the buyer enters the key, the device appears here.',
  used: (used: number, max: number) => `${used} of ${max} in use`,

  more: 'More',
  reissue: 'Reissue key',
  reissueText:
    'Makes a new key; the old one is revoked at once. Devices must be activated again with the new key and take no further seat.',
  unbindAll: 'Unbind all devices too (choose this when the key was leaked)',
  extend: 'Extend',
  extendText: 'Counted from the old end, or from now where that has passed.',
  days: 'Days',
  limit: 'Device limit',
  limitText: (used: number) => `${used} in use now; the limit cannot be lower.`,
  maxDevices: 'Devices',
  suspend: 'Suspend',
  suspendText: 'The program is refused at its next check. It can be resumed later.',
  resume: 'Resume',
  resumeText: 'The program may be used again.',
  revoke: 'Revoke',
  revokeText: 'This cannot be undone. No money goes back by itself; refunds are made in the order.',
  unbindText: 'This device stops working, and its seat is free.',
  blocked: {
    revoked: 'A revoked licence cannot be changed any more',
    suspended: 'The licence is suspended already',
    active: 'The licence is not suspended',
    forever: 'A licence for ever has no end',
    refunded: 'All money of the order went back, so it cannot be resumed',
  },
  done: {
    reissue: 'Reissued',
    extend: 'Extended',
    limit: 'Device limit changed',
    suspend: 'Suspended',
    resume: 'Resumed',
    revoke: 'Revoked',
    unbind: 'Unbound',
  },

  history: 'History',
  issued: 'Issued after the payment',
  actions: {
    'license.reissue': 'Key reissued',
    'license.reveal': 'Key shown',
    'license.extend': 'Extended',
    'license.limit': 'Device limit changed',
    'license.suspend': 'Suspended',
    'license.resume': 'Resumed',
    'license.revoke': 'Revoked',
    'license.unbind': 'Device unbound',
  },
}
