// How a shop looks to its buyers, changed by a person: each change is read as strictly as it is shown, and written
// down. Buyers see it with their next page.

import { createHash } from 'node:crypto'
import { accentPattern } from '../../core/accent.ts'
import { isBillDay } from '../../core/bill.ts'
import { parsePlainLine } from '../../core/catalogue.ts'
import type { LocalText } from '../../core/order.ts'
import { readPicture } from '../../core/picture.ts'
import {
  announcementMax,
  companyMax,
  type Footer,
  type FooterLink,
  linkNameMax,
  linksMax,
  parseBoth,
  parseIcp,
  parseLinkUrl,
  parsePolice,
  type ShopLook,
} from '../../core/shop-look.ts'
import type { Author } from '../../db/audit-log.ts'
import { deleteUnusedImages, insertImage } from '../../db/console-catalogue.ts'
import { saveShopLook, setShopLogo } from '../../db/shop-look.ts'
import type { Shop } from '../../db/shops.ts'
import { Refusal } from '../../errors.ts'
import type { App } from '../app.ts'
import { changeCatalogue, differences, type TypedText } from './change-catalogue.ts'
import { openShopOf } from './find-shop.ts'
import { lookVersion, requireVersion } from './version.ts'

/** What a person types of it. */
export type TypedLook = Readonly<{
  accent: string | null
  announcement: TypedText
  announceUntil: string | null
  footer: Omit<Footer, 'links'> &
    Readonly<{ links: readonly Readonly<{ name: TypedText; url: string }>[] }>
}>

/**
 * Everything but the logo, of this shop or for null the main one. `version` is what the editor saw; the new one is
 * answered. Refuses with invalid_request, naming the field, changed_meanwhile and not_found.
 */
export async function saveLook(
  app: App,
  shopId: string | null,
  typed: TypedLook,
  by: Author,
  version?: string,
): Promise<string> {
  const look = lookIn(typed)
  await changeCatalogue(app, by, async (tx) => {
    const shop = await openShopOf(app, tx, shopId)
    const { logoHash: _logo, ...before } = shop.look
    requireVersion(version, lookVersion(before))
    const details = differences(flat(before), flat(look))
    if (Object.keys(details).length === 0) return undefined
    await saveShopLook(tx, app.merchantId, shopId, look)
    return { action: 'shop.look', subject: subjectOf(shop), details }
  })
  return lookVersion(look)
}

/** Shows this logo, or none for null. Refuses with picture_refused and not_found. */
export async function setLogo(
  app: App,
  shopId: string | null,
  bytes: Buffer | null,
  by: Author,
): Promise<void> {
  const picture = bytes && readPicture(bytes)
  if (picture === undefined) throw new Refusal('picture_refused', { field: 'picture' })
  const hash = bytes && createHash('sha256').update(bytes).digest('hex')
  await changeCatalogue(app, by, async (tx) => {
    const shop = await openShopOf(app, tx, shopId)
    const { logoHash } = shop.look
    if (logoHash === hash) return undefined
    if (bytes && picture && hash) await insertImage(tx, app.merchantId, hash, picture, bytes)
    await setShopLogo(tx, app.merchantId, shopId, hash)
    await deleteUnusedImages(tx, app.merchantId)
    return { action: 'shop.logo', subject: subjectOf(shop), details: { from: logoHash, to: hash } }
  })
}

/** As the audit log names it. */
export function subjectOf({ host }: Pick<Shop, 'host'>): string {
  return host ?? 'shop'
}

/** As a person reads it in the audit log: one level of names. */
function flat({ footer, ...look }: ShopLook): Readonly<Record<string, unknown>> {
  return { ...look, ...footer }
}

function lookIn({ accent, announcement, announceUntil, footer }: TypedLook): ShopLook {
  const isAccent = accent === null || new RegExp(accentPattern).test(accent)
  const isDay = announceUntil === null || isBillDay(announceUntil)
  if (!isAccent) throw invalid('accent')
  if (!isDay) throw invalid('announce_until')
  return {
    accent,
    announcement: announcementIn(announcement),
    announceUntil,
    footer: footerIn(footer),
  }
}

function announcementIn(typed: TypedText): LocalText | null {
  if (typed.zh.trim() === '' && (typed.en ?? '').trim() === '') return null
  const told = parseBoth(typed, announcementMax)
  if (!told) throw invalid('announcement.zh')
  return told
}

function footerIn({ company, licenseUrl, icp, police, links }: TypedLook['footer']): Footer {
  if (links.length > linksMax) throw invalid('links')
  return {
    company: optional('company', company, (text) => parsePlainLine(text, companyMax)),
    licenseUrl: optional('license_url', licenseUrl, parseLinkUrl),
    icp: optional('icp', icp, parseIcp),
    police: optional('police', police, parsePolice),
    links: links.map(linkIn),
  }
}

function linkIn({ name, url }: TypedLook['footer']['links'][number], at: number): FooterLink {
  const [named, address] = [parseBoth(name, linkNameMax), parseLinkUrl(url)]
  if (!named) throw invalid(`links.${at}.name`)
  if (address === undefined) throw invalid(`links.${at}.url`)
  return { name: named, url: address }
}

/** A text that may be left empty. */
function optional(
  field: string,
  text: string,
  parse: (text: string) => string | undefined,
): string {
  if (text.trim() === '') return ''
  const parsed = parse(text)
  if (parsed === undefined) throw invalid(field)
  return parsed
}

function invalid(field: string): Refusal {
  return new Refusal('invalid_request', { field })
}
