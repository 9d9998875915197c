// The words of the API's answers that every language has, beside those of errors.

import type { OrderState } from '../core/order.ts'

/** What was done, for a person who reads along; programs rely on the data. */
export type AnswerText = Readonly<{
  /** where an order stands: `status_name` */
  states: Readonly<Record<OrderState, string>>
  found: string
  orderFound: string
  orderPlaced: string
  orderCancelled: string
  /** says nothing of whether there is such an order */
  orderCodeSent: string
  paymentOpened: string
  productsListed: string
  codeSent: string
  signedIn: string
  signedOut: string
  passwordChanged: string
  saved: string
  ordersClaimed: string
  accountDeleted: string
  chapterRemembered: string
  devicesListed: string
  deviceFreed: string
  activated: string
  valid: string
  deactivated: string
  heard: string
  fileMade: string
  keysListed: string
}>

export type AnswerWord = Exclude<keyof AnswerText, 'states'>
