// The words every letter is made of; every language has all of them.

import type { CodePurpose } from '../core/one-time-code.ts'

type Shop = Readonly<{ shopName: string }>
type OfCode = Shop & Readonly<{ code: string }>
type OfOrder = Shop & Readonly<{ orderNumber: string }>
type OfRefund = OfOrder & Readonly<{ amount: string }>

export type LetterText = Readonly<{
  lang: string
  /** between several things */
  between: string
  code: Readonly<{
    subject: (about: OfCode) => string
    title: string
    uses: Readonly<Record<CodePurpose, string>>
    lasts: string
    notYou: string
    sms: (about: OfCode) => string
  }>
  delivered: Readonly<{
    subject: (about: OfOrder) => string
    title: string
    withKeys: string
    withoutKeys: string
    sms: (about: OfOrder) => string
  }>
  owed: Readonly<{
    subject: (about: OfOrder) => string
    title: string
    sentence: string
    sms: (about: OfOrder) => string
  }>
  refunded: Readonly<{
    subject: (about: OfRefund) => string
    title: (amount: string) => string
    sentence: string
    byHand: string
    sms: (about: OfRefund) => string
  }>
  test: Readonly<{ subject: (shopName: string) => string; title: string; sentence: string }>
  seeOrder: string
  order: string
  product: string
  amount: string
  keys: string
  content: string
  help: (contact: string) => string
  automatic: string
}>
