// The English of the words about licences and content, in the shape the Chinese one gives.

import { html } from '../../pages/html.ts'
import type { LicenseText } from '../zh-CN/license.ts'
import { count } from './count.ts'

export const licenseEn = {
  title: 'Licence',
  open: 'Licence and devices',
  keyLink: 'Have a licence key? See the licence and its devices',

  ask: {
    title: 'See a licence',
    lead: 'Enter its key to see when it ends and on which devices it runs, to free a device, to renew or to upgrade.',
    key: 'Licence key',
    hint: 'Capitals, spaces and dashes do not matter.',
    submit: 'See the licence',
    notFound: 'There is no such licence key',
    notFoundWhy:
      'Please compare it letter by letter. The whole key is on the page after the payment.',
    former: 'This licence key is no longer used',
    formerWhy:
      'It was replaced by a new key, or the licence has gone to another owner. Questions? Contact the merchant.',
    limited: 'Too many tries',
    limitedWhy: (wait) =>
      `Please try again in ${wait}. Programs that are running are not affected.`,
    another: 'See another licence key',
  },

  states: {
    active: 'The licence is valid',
    awaiting: 'The licence is valid; its time has not begun',
    expired: 'The licence has ended',
    suspended: 'The licence is suspended',
    revoked: 'The licence is revoked',
    moved: 'The licence has a new owner',
  },
  left: (days, time) =>
    days < 1
      ? html`Ends in less than a day, ${time}`
      : html`${count(days, 'day', 'days')} left, ends ${time}`,
  endless: 'It never ends.',
  awaitingWhy: (days) =>
    `Its ${count(days, 'day', 'days')} begin to count when the first device is activated.`,
  expiredWhy: (time) => html`It ended ${time}. Once it is renewed, the same devices go on working.`,
  expiredWhyOver: (time) => html`It ended ${time}.`,
  suspendedWhy:
    'The merchant has suspended it and the program does not run for now. Please contact the merchant.',
  revokedWhy:
    'It cannot be used any more, for instance because the order was refunded. Questions? Contact the merchant.',
  movedWhy:
    'It has another key now, and nothing of it is shown here. Questions? Contact the merchant.',
  backToOrder: 'Back to the order',
  backToLicense: 'Back to the licence',

  facts: {
    seats: 'Device limit',
    bound: (devices) => count(devices, 'device', 'devices'),
    floating: (devices) => `${count(devices, 'device', 'devices')} at a time, given up when unused`,
    mayExceed: (seats) => `${seats}; more are let in`,
    features: 'Features',
    version: 'Versions',
    versionMax: (version) => `up to ${version}`,
    trial: 'Kind',
    isTrial: 'Trial, once for each device',
    file: 'Offline file',
    fileDays: (days) => `good for ${count(days, 'day', 'days')} after each download`,
  },
  validAwaiting: (days) => `${count(days, 'day', 'days')} from the first activation`,

  plans: {
    content: 'Text and files',
    trial: 'Trial',
    until: (day) => `Valid until ${day}`,
    floating: (devices) => `${count(devices, 'device', 'devices')} at a time`,
    version: (version) => `versions up to ${version}`,
  },

  devices: {
    title: (used, most) => `Devices (${used} of ${most})`,
    none: "No devices yet. Paste the key into the program's activation window and the device appears here.",
    unnamed: 'Device without a name',
    since: 'Activated',
    seen: 'last seen',
    lease: 'in use until',
    leaseOver: 'Idle: another device may take this seat',
    more: (shown) => `Only the first ${shown} are shown.`,
    free: 'Free this device',
    freeSure:
      'The program on this device stops working. To use it there again, it has to be activated anew and takes a seat.',
    freeYes: 'Yes, free it',
    freed: 'The device is freed, and its seat is there for another one.',
    left: (left) => `You may free ${count(left, 'more device', 'more devices')} within 30 days.`,
    leftNow: (time) =>
      `You have freed as many devices as you may within 30 days; from ${time} you can free one more. In a hurry? Contact the merchant.`,
    leftNever: 'Devices of this plan are freed by the merchant. Please contact the merchant.',
    leftAny: 'You may free a device you no longer use at any time.',
  },

  offers: {
    title: 'Renew or upgrade',
    renew: (plan) => `Renew: ${plan}`,
    upgrade: (plan) => `Upgrade to ${plan}`,
    renewNow: (price) => `Renew for ${price}`,
    upgradeNow: (price) => `Upgrade for ${price}`,
    goThere: (shop) => `Renew or upgrade at ${shop}`,
    elsewhere: (shop, host) =>
      `It is renewed and upgraded at ${host}, the site of ${shop}. Enter the licence key there to see these plans.`,
    until: (day) => `Then ends on ${day}`,
    ever: 'Then never ends',
    awaiting: (days) => `Then ${count(days, 'day', 'days')} from the first activation`,
    credit: (full, off) => `${full}, less ${off} for the time left`,
    none: 'Nothing can be bought for this licence at the moment. Please contact the merchant if you need to.',
    noneEndless: 'This licence never ends, and there is no bigger plan for it.',
    noneSuspended: 'It can be renewed or upgraded once it is no longer suspended.',
    noneRevoked: 'A revoked licence cannot be renewed. Please buy a new one if you need it.',
    paymentOff: 'This shop takes no payments for now, so nothing can be renewed or upgraded.',
    orderFor: (key) => `For the licence ${key}. Its key stays the same.`,
    plan: 'Renew or upgrade',
    gone: 'This plan can no longer be had for this licence. Nothing was charged. Please see what can be chosen now.',
  },

  result: {
    renewed: 'Renewed licence',
    upgraded: 'Upgraded licence',
    moved: 'Has a new owner',
    keyStays:
      'The key stays the same and need not be entered again; the program learns of the new end when it next goes online.',
  },

  content: {
    quantityHint: 'Each holds the same; one is usually enough.',
    files: 'Files',
    hidden: 'To protect what you bought, it is not shown here.',
    hiddenHow: 'Open the link of this page in the browser you ordered with to see all of it.',
    revoked: 'Refunded; it is no longer shown.',
    lookup: 'Use the browser you ordered with to see it.',
  },
} satisfies LicenseText
