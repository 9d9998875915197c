// The words of licences made without an order, in English.

import type { words as standard } from '../zh-CN/batches.ts'

export const words: typeof standard = {
  title: 'Licence batches',
  text: 'Many licence keys at once, for a reseller, a school or as gifts, without an order',
  make: 'Make a batch',
  madeAt: 'Made',
  note: 'Note',
  product: 'Product',
  pack: 'Package',
  quantity: 'Quantity',
  used: 'Used',
  usedHint: 'had a device, or were revoked',
  export: 'Export',
  exportOf: (note: string) => `Export ${note}`,
  exportText:
    'All keys of this batch that still hold, in full. Whoever has one can activate it, so keep the file safe. Who took it is written into the audit log',
  exportVerb: 'Export the keys',
  emptyTitle: 'No batch yet',
  emptyText:
    'Choose a package and a number: the keys are made at once and can be exported at any time. Each can be suspended or revoked by itself',
  makeText: 'The keys hold at once, the same as those that were paid for',
  packHint: 'Packages that deliver licence keys, also those off sale',
  noPack: 'This product has no package that delivers licence keys',
  noteHint: 'For whom it is, in words you will know; buyers do not see it',
  quantityHint: '10,000 at most',
  missing: 'Please fill this in',
  productMissing: 'Please choose a product',
  packMissing: 'Please choose a package',
  quantityWrong: 'Please give a whole number from 1 to 10000',
  drawer: (days: number) =>
    `This package begins when the keys are made: its ${days} days run while they lie in a drawer. To begin with the first use, choose a package that begins with the first device`,
  until: (day: string) => `This batch ends with ${day}, whenever it is handed out`,
  made: (count: number) => `${count} made, ready to be exported`,
}
