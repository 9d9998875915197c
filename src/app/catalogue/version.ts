// What an editor of the catalogue saw, as a short word: whoever saves over something newer is told instead.

import { createHash } from 'node:crypto'
import type { ShopLook } from '../../core/shop-look.ts'
import type { PlanFields, ProductFields } from '../../db/console-catalogue.ts'
import type { Shop } from '../../db/shops.ts'
import { Refusal } from '../../errors.ts'

/** Of the words and rules; whether it is on sale is turned by a button and overwrites nothing. */
export function productVersion({
  name,
  description,
  latePolicy,
  refundEffect,
}: ProductFields): string {
  return versionOf([name.zh, name.en, description.zh, description.en, latePolicy, refundEffect])
}

/** Of all but the stock that is left, which every order changes. */
export function planVersion(plan: PlanFields): string {
  const { name, priceFen, validDays, maxDevices, onSale, stockWarning, phoneLimit } = plan
  const rules = [priceFen, validDays, maxDevices, onSale, stockWarning, phoneLimit]
  return versionOf([name.zh, name.en, ...rules, plan.terms, plan.tiers])
}

/** Of everything but the logo, which is saved by itself. */
export function lookVersion({ accent, announcement, announceUntil, footer }: ShopLook): string {
  const { company, licenseUrl, icp, police, links } = footer
  const told = announcement && [announcement.zh, announcement.en]
  const ways = links.map(({ name, url }) => [name.zh, name.en, url])
  return versionOf([accent, told, announceUntil, company, licenseUrl, icp, police, ways])
}

export function shopVersion({ host, name, shows }: Pick<Shop, 'host' | 'name' | 'shows'>): string {
  return versionOf([host, name, shows])
}

/** Of all that is typed of it. */
export function chapterVersion(fields: readonly unknown[]): string {
  return versionOf(fields)
}

/** Refuses with changed_meanwhile; who names no version saw none. */
export function requireVersion(seen: string | undefined, now: string): void {
  if (seen !== undefined && seen !== now) throw new Refusal('changed_meanwhile')
}

function versionOf(fields: readonly unknown[]): string {
  return createHash('sha256').update(JSON.stringify(fields)).digest('hex').slice(0, 16)
}
