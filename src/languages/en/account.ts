// The English of signing in and of a buyer's account, in the shape the Chinese one gives.

import type { AccountText } from '../zh-CN/account.ts'

function count(amount: number, one: string, many: string): string {
  return `${amount} ${amount === 1 ? one : many}`
}

export const accountEn: AccountText = {
  mine: 'My account',
  signIn: 'Sign in',
  signInLead:
    'Sign in with your phone number or e-mail address to see all your orders and licences. New here? Your account is made once you are verified.',
  account: 'Phone number or e-mail address',
  sendCode: 'Send a code',
  sendAgain: 'Send again',
  byPassword: 'Use a password',
  byCode: 'Use a code',
  byAlipay: 'Sign in with Alipay',
  alipayFailed:
    'Signing in with Alipay did not work. Please try again, or use your phone number or e-mail address.',
  or: 'or',
  forgot: 'Forgot it? Set a new one with a code',
  another: 'Use another phone or e-mail',
  sentTo: (to) => `We have sent a code to ${to}. It holds for 5 minutes.`,
  noneCame:
    'None came? You can send it again after a minute; a mail may also be among the spam. If it still does not come, use the other of phone and e-mail, or contact the merchant.',
  code: 'Code',
  password: 'Password',
  presentPassword: 'Present password',
  newPassword: 'New password',
  passwordHint:
    'At least 10 characters, not all alike, without your phone number or e-mail address.',
  weak: 'This password is too simple. Please use at least 10 characters, without your phone number or e-mail address, and not the old one.',
  neither: 'Please enter a phone number or an e-mail address.',
  setAndEnter: 'Set password and sign in',
  guest: 'You can buy and look orders up without signing in.',
  sections: 'Pages of the account',
  orders: 'Orders',
  licenses: 'Licences',
  courses: 'Courses',
  settings: 'Settings',
  noOrders: 'Orders you place while signed in, and those you add to your account, are listed here.',
  noLicenses:
    'Licences you buy are listed here, with when they end and the devices they are active on.',
  noCourses: 'Courses you buy are listed here, and you go on where you stopped.',
  more: 'Earlier ones',
  claim: 'Add earlier orders',
  claimLead:
    'Orders placed without signing in become yours once you verify the phone number or e-mail address they were placed with.',
  claimHere: (orders) => `Add ${count(orders, 'order', 'orders')} of this browser to my account`,
  claimSubmit: 'Verify and add',
  claimed: (orders) =>
    orders === 0
      ? 'There were no other orders to add.'
      : `${count(orders, 'order is', 'orders are')} in your account now.`,
  devices: (used, most) => `Active on ${used} of ${count(most, 'device', 'devices')}`,
  startsLater: (days) => `${count(days, 'day', 'days')} from the first activation`,
  open: 'Licence and devices',
  reach: 'Phone and e-mail',
  phone: 'Phone',
  email: 'E-mail',
  none: 'None',
  reachLead:
    'A new phone number or e-mail address replaces the present one once it is verified. Orders placed with it come along.',
  reachSubmit: 'Verify and save',
  alipay: {
    title: 'Sign in with Alipay',
    lead: 'Once linked, Alipay signs you in to this account too. Orders you placed when signed in with this Alipay come here.',
    link: 'Link Alipay',
    linked:
      'Linked: Alipay signs you in. Unlinking signs you out in all other browsers and programs.',
    only: 'You sign in with Alipay. Do you have an account with a phone number or an e-mail address? Enter it above; once it is verified, the two become one.',
    unlink: 'Unlink Alipay',
  },
  setPassword: 'Set a password',
  changePassword: 'Change the password',
  passwordSubmit: 'Save the password',
  passwordEnds: 'Saving it signs you out in all other browsers and programs.',
  signInAgain: 'To keep your account safe, please sign in again before you change this.',
  signInAgainLink: 'Sign in again',
  sessions: 'Where you are signed in',
  thisOne: 'This one',
  program: 'Program',
  browser: 'Browser',
  seen: 'Last used',
  end: 'Sign out',
  endOthers: 'Sign out everywhere else',
  signOut: 'Sign out',
  remove: 'Delete the account',
  removeLead:
    'The account and all its sessions end at once and cannot be brought back. Orders and licences stay, and are found by order number and phone.',
  removeSubmit: 'Yes, delete my account',
  done: {
    reach: 'Saved.',
    joined: 'This is your earlier account now, with the orders of both.',
    alipay: 'Alipay is linked.',
    unlinked: 'Alipay is unlinked, and you are signed out everywhere else.',
    password: 'Password changed. You are signed out everywhere else.',
    ended: 'Signed out.',
  },
}
