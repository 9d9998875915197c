// What the API says beside its data in English, and the names of an order's states.

import type { AnswerText } from '../answer-text.ts'

export const answersEn: AnswerText = {
  states: {
    waiting: 'waiting for payment',
    closing: 'waiting for payment',
    paid: 'paid',
    cancelled: 'cancelled',
    expired: 'expired',
    refunded: 'refunded',
    part_refunded: 'partly refunded',
  },
  found: 'Found',
  orderFound: 'Order found',
  orderPlaced: 'Order placed',
  orderCancelled: 'Order cancelled',
  orderCodeSent: 'If order number and phone are right, a code was sent',
  paymentOpened: 'Payment opened',
  productsListed: 'Products listed',
  codeSent: 'The code is on its way',
  signedIn: 'Signed in',
  signedOut: 'Signed out',
  passwordChanged: 'Password changed',
  saved: 'Saved',
  ordersClaimed: 'The orders are yours now',
  accountDeleted: 'Account deleted',
  chapterRemembered: 'Remembered',
  devicesListed: 'Devices listed',
  deviceFreed: 'Device freed',
  activated: 'Activated',
  valid: 'Valid',
  deactivated: 'Deactivated',
  heard: 'Noted',
  fileMade: 'File made',
  keysListed: 'Public keys listed',
}
