// The style sheets every page carries in its head, so that nothing has to be fetched before it is painted, and the
// hashes by which the page's policy lets these very texts in and no other.

import { createHash } from 'node:crypto'
import { type AccentShades, accentOf } from '../core/accent.ts'
import type { PageContext } from '../pages/views.ts'
import { findAsset } from './assets.ts'

type Styles = PageContext['styles']

/** Each shop has one colour; some more are kept for pages under way while one is changed. */
const accentsMax = 24

let built: Styles | undefined
const accents = new Map<string, string>()
const hashes = new Map<string, string>()

/** The sheets of a page, with the shop's colour (rrggbb) where it chose one. Throws when the pages were never built. */
export function styleOf(accent: string | undefined): Styles {
  built ??= { shop: known(textOf('shop.css')), noScript: known(textOf('no-script.css')) }
  return accent === undefined ? built : { ...built, accent: accentSheet(accent) }
}

/** The sources of style a page may use: the sheets that pages of this program carry. */
export function styleSources(): string {
  return [...hashes.values()].join(' ') || "'none'"
}

function textOf(name: string): string {
  return findAsset(name)?.body.toString('utf8').trim() ?? ''
}

function known(text: string): string {
  hashes.set(text, `'sha256-${createHash('sha256').update(text).digest('base64')}'`)
  return text
}

function accentSheet(accent: string): string {
  const kept = accents.get(accent)
  if (kept !== undefined) return kept
  const [oldest, text] = accents.size < accentsMax ? [] : ([...accents][0] ?? [])
  if (oldest !== undefined && text !== undefined) {
    accents.delete(oldest)
    hashes.delete(text)
  }
  const made = known(writeAccent(accent))
  accents.set(accent, made)
  return made
}

/** Corrected for contrast. */
function writeAccent(accent: string): string {
  const { light, dark } = accentOf(accent)
  const root = ({ accent: text, fill, press, soft }: AccentShades) =>
    `:root{--accent:#${text};--accent-fill:#${fill};--accent-press:#${press};--accent-soft:#${soft}}`
  return `${root(light)}@media (prefers-color-scheme:dark){${root(dark)}}`
}
