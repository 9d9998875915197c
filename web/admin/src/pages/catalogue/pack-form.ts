// The fields of a package as they are typed, what is wrong with them, and how they become what the server takes.

import type { Words } from '../../text/folder.ts'
import { countOf, englishOf, idPattern, isAmount, isCount, type Pack, wholeOf } from './product.ts'
import { plain, type TypedTerms, termsOf, termWrongs, typedTermsOf } from './terms.ts'
import { plainTiers, tiersOf, tiersWrong, typedTiersOf } from './tiers.ts'

export type Term = 'days' | 'until' | 'forever'
export type Typed = TypedTerms & {
  id: string
  zh: string
  en: string
  price: string
  term: Term
  days: string
  until: string
  devices: string
  isOnSale: boolean
  kind: Pack['kind']
  isLimited: boolean
  left: string
  warning: string
  phoneLimit: string
  /** prices of several units, as TiersField types them */
  tiers: string
}

const daysMax = 36_500

/** Whether what is sold is good for so many days, or for ever. */
export function hasDays(kind: Typed['kind']): boolean {
  return kind === 'license' || kind === 'course'
}

const devicesMax = 100_000

export const blank: Typed = {
  id: '',
  zh: '',
  en: '',
  price: '',
  term: 'days',
  days: '365',
  until: '',
  devices: '1',
  isOnSale: true,
  kind: 'license',
  isLimited: false,
  left: '',
  warning: '',
  phoneLimit: '',
  tiers: plainTiers,
  ...plain,
}

export function typedOf({ name, validity_days: days, ...pack }: Pack): Typed {
  const until = pack.terms.until ?? ''
  return {
    ...blank,
    kind: pack.kind,
    isLimited: pack.stock_left !== null,
    left: String(pack.stock_left ?? ''),
    warning: String(pack.stock_warning ?? ''),
    phoneLimit: String(pack.phone_limit ?? ''),
    tiers: typedTiersOf(pack.price_tiers),
    zh: name.zh,
    en: englishOf(name),
    price: String(pack.price),
    term: until !== '' ? 'until' : days === null ? 'forever' : 'days',
    days: String(days ?? blank.days),
    until,
    devices: String(pack.max_devices),
    isOnSale: pack.on_sale,
    ...typedTermsOf(pack.terms),
  }
}

/** What is sent of a new package, and of one that is changed. `stockBefore`: what it says of the stock now. */
export function bodyOf(typed: Typed, stockBefore: number | null) {
  const isLicense = typed.kind === 'license'
  const isDays = hasDays(typed.kind) && typed.term === 'days'
  const until = typed.term === 'until' ? { until: typed.until } : {}
  return {
    name: { zh: typed.zh, en: typed.en },
    price: typed.price.trim(),
    validity_days: isDays ? (wholeOf(typed.days, daysMax) ?? null) : null,
    max_devices: isLicense ? (wholeOf(typed.devices, devicesMax) ?? 1) : 1,
    on_sale: typed.isOnSale,
    stock_warning: countOf(typed.warning),
    phone_limit: countOf(typed.phoneLimit),
    price_tiers: tiersOf(typed.tiers),
    ...changedStock(typed, stockBefore),
    ...(isLicense ? { terms: { ...until, ...termsOf(typed) } } : {}),
  }
}

/** Only what was typed anew is sent: buyers may have taken some since this was opened. */
function changedStock(typed: Typed, before: number | null): { stock_left?: number | null } {
  if (typed.kind === 'card') return {}
  const left = typed.isLimited ? countOf(typed.left) : null
  return left === before ? {} : { stock_left: left }
}

/** What is wrong with each field, '' where nothing is. */
export function wrongsOf(
  typed: Typed,
  isNew: boolean,
  { pack: words, missing, idWrong }: Words['catalogue'],
  termWords: Words['terms'],
) {
  const isLicense = typed.kind === 'license'
  const isWhole = (text: string, max: number) => wholeOf(text, max) !== undefined
  const isDays = hasDays(typed.kind) && typed.term === 'days'
  const hasLeft = isCount(typed.left) && typed.left.trim() !== ''
  const isLimited = typed.kind !== 'card' && typed.isLimited
  const until = isLicense && typed.term === 'until' && typed.until === ''
  return {
    id: !isNew || idPattern.test(typed.id.trim()) ? '' : idWrong,
    name: typed.zh.trim() === '' ? missing : '',
    price: isAmount(typed.price) ? '' : words.priceWrong,
    tiers: tiersWrong(typed.price, typed.tiers) ? words.tiers.wrong : '',
    days: isDays && !isWhole(typed.days, daysMax) ? words.daysWrong : '',
    until: until ? words.untilWrong : '',
    devices: isLicense && !isWhole(typed.devices, devicesMax) ? words.devicesWrong : '',
    left: isLimited && !hasLeft ? words.countWrong : '',
    warning: isCount(typed.warning) ? '' : words.countWrong,
    phoneLimit: isCount(typed.phoneLimit) ? '' : words.countWrong,
    ...termWrongs(isLicense ? typed : plain, typed.term, termWords),
  }
}
