// How each shop looks to its buyers, in the console.

import { type Static, Type } from 'typebox'
import { openShopOf, shopName } from '../../../app/catalogue/find-shop.ts'
import { saveLook, setLogo } from '../../../app/catalogue/shop-look.ts'
import { lookVersion } from '../../../app/catalogue/version.ts'
import { accentPattern } from '../../../core/accent.ts'
import { pictureMaxBytes } from '../../../core/picture.ts'
import { addressMax, announcementMax, companyMax, linksMax } from '../../../core/shop-look.ts'
import type { KeptLook } from '../../../db/shops.ts'
import { consoleRoute, found, nothing } from '../../console-route.ts'
import { pictureUrl } from '../../media.ts'
import { ok, type Route } from '../../route.ts'
import { ShopId } from './shops.ts'

const path = '/api/v1/admin/look'
const saved = { zh: '已保存，立即生效', en: 'Saved, and in force now' }
const exact = { additionalProperties: false }
/** Base64 makes four characters of three bytes; a little is left for what is around them. */
const pictureBodyMax = Math.ceil(pictureMaxBytes / 3) * 4 + 1_024

/** Twice the length in characters, so that the limit is the server's own and in its words. */
const line = (max: number) => Type.String({ maxLength: max * 2 })
const both = (max: number) => Type.Object({ zh: line(max), en: line(max) }, exact)
const address = Type.String({ maxLength: addressMax })
const Look = {
  accent: Type.Union([Type.String({ pattern: accentPattern }), Type.Null()], {
    description: "rrggbb; null: Keytill's own",
  }),
  announcement: both(announcementMax),
  announce_until: Type.Union([Type.String({ pattern: '^\\d{4}-\\d{2}-\\d{2}$' }), Type.Null()], {
    description: 'the last day it is shown; null: until it is taken away',
  }),
  company: line(companyMax),
  license_url: address,
  icp: line(companyMax),
  police: line(companyMax),
  links: Type.Array(Type.Object({ name: both(companyMax), url: address }, exact), {
    maxItems: linksMax,
  }),
}
const shop = Type.Optional({ ...ShopId, description: 'absent: the main one' })
const LookBody = Type.Object(
  { ...Look, shop, version: Type.Optional(Type.String({ description: 'as it was read' })) },
  exact,
)
const version = Type.String({ description: 'changes with everything but the logo' })
const LookReply = Type.Object({
  ...Look,
  version,
  name: Type.String({ description: 'as buyers read it' }),
  logo: Type.Union([Type.String(), Type.Null()], { description: 'the address of the logo' }),
})

export const lookRoutes: readonly Route[] = [
  consoleRoute({
    method: 'GET',
    path,
    summary: 'How a shop looks to its buyers',
    right: 'settings.read',
    query: Type.Object({ shop }),
    reply: LookReply,
    errors: ['not_found'],
    async run({ app, query }) {
      const one = await openShopOf(app, app.db, query.shop ?? null)
      return ok(found, lookData(one.look, shopName(app, one)))
    },
  }),
  consoleRoute({
    method: 'POST',
    path,
    summary: 'Change how a shop looks; its name is changed elsewhere',
    right: 'settings.write',
    body: LookBody,
    reply: Type.Object({ version }),
    errors: ['invalid_request', 'changed_meanwhile', 'not_found'],
    async run({ app, body, by }) {
      const { announce_until: announceUntil, accent, announcement, ...texts } = body
      const { shop: shopId = null, version: seen, license_url: licenseUrl, ...rest } = texts
      const footer = { ...rest, licenseUrl }
      const look = { accent, announcement, announceUntil, footer }
      return ok(saved, { version: await saveLook(app, shopId, look, by, seen) })
    },
  }),
  consoleRoute({
    method: 'POST',
    path: `${path}/logo`,
    summary: 'Show another logo (PNG, JPEG or WebP of up to 1 MB in base64), or none',
    right: 'settings.write',
    bodyMax: pictureBodyMax,
    body: Type.Object(
      {
        picture: Type.Union([Type.String({ pattern: '^[A-Za-z0-9+/]+={0,2}$' }), Type.Null()]),
        shop,
      },
      exact,
    ),
    reply: nothing,
    errors: ['invalid_request', 'picture_refused', 'not_found'],
    async run({ app, body, by }) {
      const { picture, shop: shopId = null } = body
      await setLogo(app, shopId, picture === null ? null : Buffer.from(picture, 'base64'), by)
      return ok(saved, {})
    },
  }),
]

function lookData(look: KeptLook, name: string): Static<typeof LookReply> {
  const { accent, announcement, announceUntil, footer, logoHash } = look
  const { company, licenseUrl, icp, police, links } = footer
  return {
    version: lookVersion(look),
    name,
    logo: pictureUrl(logoHash),
    accent,
    announcement: announcement ?? { zh: '', en: '' },
    announce_until: announceUntil,
    company,
    license_url: licenseUrl,
    icp,
    police,
    links: [...links],
  }
}
