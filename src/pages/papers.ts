// What one keeps of an order: the page and the file of a single licence, and the receipt, printed with what was bought
// or without it.

import type { Text } from '../languages/languages.ts'
import { type Child, html, type Safe } from './html.ts'
import { icon } from './icons.ts'
import type { ContentView, LicenseView } from './views.ts'

export type Papers = Readonly<{
  licenses?: readonly LicenseView[]
  contents?: readonly ContentView[] | undefined
  /** the page of the licence is the next step already */
  isPageFirst?: boolean
  /** the receipt alone */
  isReceiptOnly?: boolean
}>

export function papers(
  text: Text,
  { licenses = [], contents = [], isPageFirst = false, isReceiptOnly = false }: Papers = {},
): Safe {
  const only = licenses.length === 1 && !isReceiptOnly ? licenses[0] : undefined
  const { fileUrl, pageUrl } = only ?? {}
  return html`<div class="actions actions-wide">${
    pageUrl &&
    !isPageFirst &&
    html`<a class="button" href="${pageUrl}">${icon('device')}${text.license.open}</a>`
  }${
    fileUrl &&
    html`<a class="button" href="${fileUrl}" download>${icon('download')}${text.result.file}</a>`
  }<button class="button needs-script" type="button" data-print>${icon('printer')}${text.result.print}</button></div>${printGoods(licenses, contents, text)}`
}

/** Whoever hands the receipt in keeps the key for himself. */
function printGoods(
  licenses: readonly LicenseView[],
  contents: readonly ContentView[],
  text: Text,
): Child {
  const kind = secretKind(licenses, contents)
  if (kind === undefined) return undefined
  return html`<label class="paper-goods needs-script"><input type="checkbox" checked autocomplete="off" data-print-goods><span>${text.result.printGoods[kind]}</span></label>`
}

/** What on the page is worth something to whoever reads it; undefined: nothing. */
function secretKind(licenses: readonly LicenseView[], contents: readonly ContentView[]) {
  const whole = licenses.filter(({ key }) => key.kind === 'whole')
  if (whole.some(({ isCard }) => !isCard)) return 'license'
  if (whole.length > 0) return 'card'
  return contents.some(({ state }) => state === 'open') ? 'content' : undefined
}
