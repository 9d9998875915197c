// What an order delivered, as one who looks at it may see it: licences, cards, content and courses.

import type { FastifyRequest } from 'fastify'
import type { App } from '../app/app.ts'
import { openText } from '../app/catalogue/plan-content.ts'
import { licenseStatus } from '../core/license.ts'
import { isFileForAny, readTerms } from '../core/license-terms.ts'
import type { OrderCourse } from '../db/courses.ts'
import type { OrderLicense, OrderView } from '../db/orders.ts'
import type { Lang } from '../errors.ts'
import type { ContentView, LicenseView } from '../pages/views.ts'
import type { CourseView } from '../pages/views-course.ts'
import { holdsOrderToken } from './identity.ts'

/** Who looks at an order. */
export type Viewer = Readonly<{
  isBuyer: boolean
  /** whole: the look-up masks them for everybody */
  seesKeys: boolean
  /** of another order too: whether its licences are his to see */
  holds: (orderNumber: string) => boolean
}>

export function viewerOf(app: App, request: FastifyRequest, orderNumber: string): Viewer {
  const holds = (other: string) => holdsOrderToken(app, request, other)
  const isBuyer = holds(orderNumber)
  return { isBuyer, seesKeys: isBuyer, holds }
}

/** The page of a licence, for whoever holds the token of the order it was bought with. */
export function licenseUrl(orderNumber: string, licenseId: string): string {
  return `/orders/${orderNumber}/licenses/${licenseId}`
}

/** Whole keys and cards for the order's buyer, masked ones for everybody else. */
export function licenseViews(
  app: App,
  order: OrderView,
  lang: Lang,
  viewer: Viewer,
): readonly LicenseView[] {
  const labelOf = labelsOf(order, lang)
  const cards = order.cards.map((card) => ({
    label: labelOf(card.lineNo),
    isCard: true,
    maxDevices: 1,
    validFrom: order.paidAt ?? order.createdAt,
    validUntil: null,
    status: card.state === 'void' ? ('revoked' as const) : ('active' as const),
    key: viewer.seesKeys
      ? { kind: 'whole' as const, text: app.cardKeys.unseal(card.cardSealed, card.cardHash) }
      : { kind: 'masked' as const, text: card.cardMasked },
  }))
  const licenses = order.licenses.map((license) => ({
    label: labelOf(license.lineNo),
    fate: fateOf(license),
    maxDevices: license.maxDevices,
    validFrom: license.validFrom,
    validUntil: license.validUntil,
    awaitingDays: license.awaitingDays,
    status: licenseStatus(license.state, license.validUntil, order.now),
    key: keyView(app, license, viewer),
    fileUrl: fileUrl(order, license, viewer),
    pageUrl: pageUrl(license, viewer),
  }))
  return [...licenses, ...cards]
}

function fateOf({ act, hasMoved }: OrderLicense): LicenseView['fate'] {
  if (act !== null) return act === 'renew' ? 'renewed' : 'upgraded'
  return hasMoved ? 'moved' : undefined
}

export function keyView(
  app: App,
  { keySealed, licenseId, keyMasked }: OrderLicense,
  { seesKeys }: Pick<Viewer, 'seesKeys'>,
): LicenseView['key'] {
  return seesKeys && keySealed !== null
    ? { kind: 'whole', text: app.licenseKeys.unseal(keySealed, licenseId) }
    : { kind: 'masked', text: keyMasked }
}

/** Where one would be made: for a licence that holds, whose time runs, and whose files need no device. */
export function fileUrl(
  { orderNumber, now }: Pick<OrderView, 'orderNumber' | 'now'>,
  { licenseId, keySealed, state, validUntil, awaitingDays, terms }: OrderLicense,
  { seesKeys }: Pick<Viewer, 'seesKeys'>,
): string | undefined {
  if (!isFileForAny(readTerms(terms))) return undefined
  if (!seesKeys || keySealed === null || awaitingDays !== null) return undefined
  if (licenseStatus(state, validUntil, now) !== 'active') return undefined
  return `/api/v1/user/orders/${orderNumber}/licenses/${licenseId}/file`
}

/** What was only renewed or upgraded here is seen by its own order's buyer, and by anybody who has its key. */
function pageUrl(license: OrderLicense, { isBuyer, holds }: Viewer): string | undefined {
  const { licenseId, ownOrder, act, hasMoved } = license
  if (act === null)
    return isBuyer && !hasMoved && ownOrder ? licenseUrl(ownOrder, licenseId) : undefined
  return ownOrder !== null && !hasMoved && holds(ownOrder)
    ? licenseUrl(ownOrder, licenseId)
    : '/license'
}

export function contentViews(
  app: App,
  order: OrderView,
  lang: Lang,
  { isBuyer }: Viewer,
): readonly ContentView[] {
  const labelOf = labelsOf(order, lang)
  return order.contents.map((content) => {
    const label = labelOf(content.lineNo)
    if (content.state === 'revoked') return { label, state: 'revoked', text: '', files: [] }
    if (!isBuyer) return { label, state: 'hidden', text: '', files: [] }
    const files = content.files.map(({ fileId, name, bytes }) => ({
      name,
      bytes,
      url: `/api/v1/user/orders/${order.orderNumber}/files/${fileId}`,
    }))
    return { label, state: 'open', text: openText(app, content, content.textSealed), files }
  })
}

/** Only the buyer's browser opens them. */
export function courseViews(
  order: OrderView,
  lang: Lang,
  { isBuyer }: Pick<Viewer, 'isBuyer'>,
): readonly CourseView[] {
  return order.courses.map((course) => ({
    ...courseView(course, lang),
    ...(course.state === 'open' && !isBuyer ? { state: 'hidden' } : {}),
  }))
}

/** As its buyer sees it. */
export function courseView(course: OrderCourse, lang: Lang): CourseView {
  const { name, state, productId, chapters, read, validUntil, closedReason } = course
  const url = learnUrl(productId)
  const why = closedReason === null ? {} : { closedReason }
  return { label: name[lang], state, url, chapters, read: read.length, validUntil, ...why }
}

/** Leads on to the chapter one goes on with, or to the one that is named. */
export function learnUrl(productId: string, chapterId?: string): string {
  const path = `/learn/${encodeURIComponent(productId)}`
  return chapterId === undefined ? path : `${path}/${encodeURIComponent(chapterId)}`
}

function labelsOf({ lines }: OrderView, lang: Lang): (lineNo: number) => string {
  return (lineNo) => lines.find((line) => line.lineNo === lineNo)?.name[lang] ?? ''
}
