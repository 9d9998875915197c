// The look of the shop as it is typed, and how it becomes what the server takes.

import type { GetLookResponse, PostLookData } from '../../api/generated/types.gen.ts'

export type Look = GetLookResponse['data']
type Body = NonNullable<PostLookData['body']>

export type TypedLink = { zh: string; en: string; url: string }
export type TypedLook = {
  /** with its sign; empty: Keytill's own */
  accent: string
  zh: string
  en: string
  until: string
  company: string
  licenseUrl: string
  icp: string
  police: string
  links: TypedLink[]
}

export const linksMax = 2
export const ownAccent = '1554d1'
const blankLink: TypedLink = { zh: '', en: '', url: '' }

export function typedOf({ accent, announcement, links, ...look }: Look): TypedLook {
  const typed = links.map(({ name, url }) => ({ zh: name.zh, en: englishOf(name), url }))
  return {
    accent: accent === null ? '' : `#${accent}`,
    zh: announcement.zh,
    en: englishOf(announcement),
    until: look.announce_until ?? '',
    company: look.company,
    licenseUrl: look.license_url,
    icp: look.icp,
    police: look.police,
    links: Array.from({ length: linksMax }, (_, at) => typed[at] ?? { ...blankLink }),
  }
}

export function bodyOf({ accent, zh, en, until, licenseUrl, links, ...texts }: TypedLook): Body {
  const filled = links.filter((link) => [link.zh, link.en, link.url].some((word) => word.trim()))
  return {
    accent: accent.trim() === '' ? null : (accentOfText(accent) ?? null),
    announcement: { zh: zh.trim() || en, en },
    announce_until: until || null,
    license_url: licenseUrl,
    ...texts,
    links: filled.map((link) => ({
      name: { zh: link.zh.trim() || link.en, en: link.en },
      url: link.url,
    })),
  }
}

/** Six digits in small letters, with or without a sign; undefined for anything else. */
export function accentOfText(text: string): string | undefined {
  const digits = text.trim().replace(/^#/, '').toLowerCase()
  return /^[0-9a-f]{6}$/.test(digits) ? digits : undefined
}

function englishOf({ zh, en }: Readonly<{ zh: string; en: string }>): string {
  return zh === en ? '' : en
}
