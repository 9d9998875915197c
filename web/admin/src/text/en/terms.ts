// What a package decides of its licences beside days and devices, in English.

import type { words as standard } from '../zh-CN/terms.ts'

export const words: typeof standard = {
  title: 'Licence terms',
  plain: 'as in a plain package',
  starts: 'The days begin',
  startWays: { purchase: 'With the payment', activation: 'With the first device' },
  startsHint: 'For keys that are sold now and used later, such as gifts and keys for resellers',
  startsWrong:
    'Only a package of days has days to count: choose “With the payment”, or give a number of days',
  seats: 'Seats',
  seatWays: {
    bound: "Bound: a seat stays its device's",
    floating: 'Floating: a seat is whoever uses it',
  },
  seatsHint: 'Floating, the number of devices is how many may run at the same time',
  lease: 'A seat is kept for (seconds)',
  leaseHint:
    'The program renews it; a seat nobody renewed for so long goes to the next device. 600 is ten minutes',
  leaseWrong: 'Please give a whole number from 60 to 86400',
  mayExceed: 'One device too many',
  mayExceedWord: 'Let it in, and tell the program',
  match: 'What counts as the same device',
  matches: {
    exact: 'The very same fingerprint',
    any: 'Any part the same',
    two: 'Two parts the same',
    most: 'Most parts the same',
    all: 'All parts the same',
  },
  matchHint:
    'Whether a device with another disk or network card is still known; the program has to name its parts',
  features: 'Features',
  featuresHint: 'Names your program switches on, such as pro or export. Press Enter after each',
  featureWrong: 'Small letters, digits, dots and dashes only, 64 characters at most',
  featuresFull: '64 at most',
  addFeature: 'Add',
  removeFeature: (name: string) => `Remove ${name}`,
  trial: 'Trial',
  trialWord: 'Each device may try this product once',
  trialWrong: 'A trial has an end: give a number of days, or a last day',
  version: 'Newest version',
  versionHint: '3 covers every 3.x, and 4.0 is bought anew. Empty: every version',
  versionWrong: 'Please give a version such as 3 or 3.2',
  frees: 'Devices buyers free in 30 days',
  freesHint: '0: only you free them. Empty: any number',
  freesWrong: 'Please give a whole number from 0 to 1000, or leave it empty',
  fileDays: 'Days an offline file is good for',
  fileDaysHint: 'Then it is fetched anew. Empty: as long as the licence',
  fileDaysWrong: 'Please give a whole number from 1 to 36500, or leave it empty',
  brief: {
    starts: 'begins with the first device',
    floating: (lease: string) => `floating seats, kept ${lease}`,
    minutes: (n: number) => `${n} min`,
    seconds: (n: number) => `${n} s`,
    mayExceed: 'one device too many is let in',
    match: {
      any: 'any part the same will do',
      two: 'two parts the same will do',
      most: 'most parts the same will do',
      all: 'all parts have to be the same',
    },
    features: (names: readonly string[]) => `features ${names.join(' + ')}`,
    trial: 'trial',
    version: (most: string) => `versions up to ${most}`,
    freesAny: 'buyers free any number of devices',
    frees: (n: number) =>
      n === 0 ? 'buyers free no device' : `buyers free ${n} devices in 30 days`,
    fileDays: (n: number) => `offline files for ${n} days`,
    between: ', ',
  },
}
