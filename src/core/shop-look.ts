// How a merchant's shop looks to its buyers, and what may be said in it.

import { parsePlainLine } from './catalogue.ts'
import type { LocalText } from './order.ts'

/** Terms of use, privacy, or whatever a shop has to lead to. */
export type FooterLink = Readonly<{ name: LocalText; url: string }>

/** What stands below every page; a text that is empty is not shown. */
export type Footer = Readonly<{
  company: string
  /** the address of the business licence */
  licenseUrl: string
  /** ICP备案号 */
  icp: string
  /** 公安备案号 */
  police: string
  links: readonly FooterLink[]
}>

export type ShopLook = Readonly<{
  /** rrggbb as it was chosen; null: Keytill's own */
  accent: string | null
  announcement: LocalText | null
  /** yyyy-MM-dd, the last day the announcement is shown; null: until it is taken away */
  announceUntil: string | null
  footer: Footer
}>

export const announcementMax = 120
export const companyMax = 60
export const linksMax = 2
export const linkNameMax = 20
export const addressMax = 500

export const plainFooter: Footer = { company: '', licenseUrl: '', icp: '', police: '', links: [] }
export const plainLook: ShopLook = {
  accent: null,
  announcement: null,
  announceUntil: null,
  footer: plainFooter,
}

/** `京ICP备12345678号-1`, spaces taken out; undefined for anything else. */
export function parseIcp(text: string): string | undefined {
  const folded = text.normalize('NFKC').replace(/\s/g, '')
  return /^\p{Script=Han}{1,3}ICP[备证][A-Z0-9-]{5,20}号(-\d{1,4})?$/u.test(folded)
    ? folded
    : undefined
}

/** `京公网安备11010502030123号`, spaces taken out; undefined for anything else. */
export function parsePolice(text: string): string | undefined {
  const folded = text.normalize('NFKC').replace(/\s/g, '')
  return /^\p{Script=Han}{1,3}公网安备\d{11,16}号?$/u.test(folded) ? folded : undefined
}

/** Where both ministries want their numbers to lead. */
export const icpUrl = 'https://beian.miit.gov.cn/'
export function policeUrl(police: string): string {
  return `https://beian.mps.gov.cn/#/query/webSearch?code=${police.replace(/\D/g, '')}`
}

/** An https: or http: address, or a path of the shop's own; undefined for anything else. */
export function parseLinkUrl(text: string): string | undefined {
  const trimmed = text.trim()
  if (trimmed.length > addressMax || /[\s\p{Cc}]/u.test(trimmed)) return undefined
  if (/^\/(?![/\\])/.test(trimmed)) return trimmed
  return /^https?:\/\/[^/]/.test(trimmed) && URL.canParse(trimmed) ? trimmed : undefined
}

/** One line of up to `max` characters in both languages; without English the Chinese stands for both. */
export function parseBoth(
  { zh, en = '' }: Readonly<{ zh: string; en?: string | undefined }>,
  max: number,
): LocalText | undefined {
  const first = parsePlainLine(zh, max)
  const second = en.trim() === '' ? first : parsePlainLine(en, max)
  return first === undefined || second === undefined ? undefined : { zh: first, en: second }
}
