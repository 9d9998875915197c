// One licence as an answer: to whoever holds the token of its order, and to whoever has typed its key.

import { takesPayments } from '../app/app.ts'
import { offersFor } from '../app/license/buy-for-license.ts'
import { listOwnDevices } from '../app/license/free-device.ts'
import type { Claim } from '../app/license/own-license.ts'
import { licenseStatus } from '../core/license.ts'
import { readTerms } from '../core/license-terms.ts'
import { findPlanNames } from '../db/catalogue.ts'
import { findOrder, type OrderLicense, type OrderView } from '../db/orders.ts'
import { errorStatus, messageOf, Refusal } from '../errors.ts'
import { licenseAskPage, licensePage } from '../pages/license.ts'
import type { KeyRefusal, LicenseRemark, OwnLicenseView } from '../pages/views-license.ts'
import { fileUrl, keyView, licenseUrl } from './goods-views.ts'
import { sellerOf, shopOfLicense } from './license-shop.ts'
import { contextOf, type PageCall, page } from './page-answer.ts'
import { offerViews, resultUrl } from './page-views.ts'
import type { Answer } from './route.ts'

type Caller = PageCall & Readonly<{ address: string }>
type OfOrder = Extract<Claim, { orderNumber: string }>
/** What was just done, or why it was not. */
type Said = 'freed' | Refusal | undefined

/** Refuses with license_not_found. */
export async function answerOfOrder(call: Caller, claim: OfOrder, said?: Said): Promise<Answer> {
  const { order, license } = await findBought(call, claim)
  const path = licenseUrl(claim.orderNumber, claim.licenseId)
  const back = { path, resultUrl: resultUrl(order) }
  if (license.hasMoved) {
    const label = await labelOf(call, license)
    return page(call, licensePage(await contextOf(call, order), { kind: 'moved', label, ...back }))
  }
  const viewer = { seesKeys: true }
  const shown = {
    ...back,
    key: keyView(call.app, license, viewer),
    fileUrl: fileUrl(order, license, viewer),
  }
  return answer(call, claim, shown, said)
}

/** The licence an order bought, with its order. Refuses with license_not_found. */
export async function findBought(
  { app }: PageCall,
  { orderNumber, licenseId }: OfOrder,
): Promise<Readonly<{ order: OrderView; license: OrderLicense }>> {
  const order = await findOrder(app.db, app.merchantId, orderNumber)
  const license = order?.licenses.find((one) => one.licenseId === licenseId && one.act === null)
  if (!order || !license) throw new Refusal('license_not_found')
  return { order, license }
}

/** Shows the key to nobody: whoever has it has typed it. Refuses as findOwn. */
export async function answerByKey(call: Caller, licenseKey: string, said?: Said): Promise<Answer> {
  const claim = { licenseKey, address: call.address }
  return answer(call, claim, { path: '/license', typedKey: licenseKey }, said)
}

type Shown = Pick<OwnLicenseView, 'path'> & Partial<OwnLicenseView>

async function answer(call: Caller, claim: Claim, shown: Shown, said: Said): Promise<Answer> {
  const { app, lang } = call
  const { license, devices, left, nextAt } = await listOwnDevices(app, claim)
  const terms = readTerms(license.terms)
  const order = await shopOfLicense(call, license)
  const { shop, elsewhere } = await sellerOf(call, license, order)
  const view: OwnLicenseView = {
    kind: 'own',
    label: await labelOf(call, license),
    status: licenseStatus(license.state, license.validUntil, license.now),
    now: license.now,
    validFrom: license.validFrom,
    validUntil: license.validUntil,
    awaitingDays: license.awaitingDays,
    isTrial: terms.isTrial,
    features: terms.features,
    versionMax: terms.versionMax,
    key: { kind: 'masked', text: license.keyMasked },
    fileDays: terms.fileDays,
    maxDevices: license.maxDevices,
    mayExceed: terms.mayExceed,
    devicesUsed: license.devicesUsed,
    isFloating: terms.seats === 'floating',
    devices: devices.map(({ deviceId, ...device }) => ({ id: deviceId, ...device })),
    left,
    nextAt,
    offers: offerViews(await offersFor(app, license, shop), lang),
    elsewhere,
    paymentEnabled: takesPayments(app),
    remark: remarkOf(call, said),
    ...shown,
  }
  const status = said instanceof Refusal ? errorStatus[said.code] : 200
  return page(call, licensePage(await contextOf(call, order), view), status)
}

function remarkOf({ language }: PageCall, said: Said): LicenseRemark | undefined {
  if (!(said instanceof Refusal)) return said && { kind: said }
  return { kind: 'refused', message: messageOf(said.code, language, said.params) }
}

async function labelOf(
  { app, lang }: PageCall,
  { productId, planId }: Readonly<{ productId: string; planId: string }>,
): Promise<string> {
  const names = await findPlanNames(app.db, app.merchantId, productId, planId)
  return names ? `${names.product[lang]} · ${names.plan[lang]}` : productId
}

/** Does what was asked with a key; asks for it again where it opens nothing. */
export async function orAskForKey(
  call: Caller,
  typed: string,
  work: () => Promise<Answer>,
): Promise<Answer> {
  try {
    return await work()
  } catch (error) {
    const refusal = error instanceof Refusal ? keyRefusal(error) : undefined
    if (!(error instanceof Refusal) || !refusal) throw error
    const html = licenseAskPage(await contextOf(call), { typed, refusal })
    return page(call, html, errorStatus[error.code])
  }
}

function keyRefusal({ code, retryAfterSeconds = 60 }: Refusal): KeyRefusal | undefined {
  if (code === 'license_not_found') return { kind: 'not_found' }
  // Of a key alone it means that the licence has another one now.
  if (code === 'license_revoked') return { kind: 'former' }
  return code === 'rate_limited' ? { kind: code, retryAfterSeconds } : undefined
}
