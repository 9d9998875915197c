// Licence keys and cards as a buyer sees them: in groups that break only between groups, with a button that copies
// exactly the key, its validity and its file.

import { copyButton, dayOf } from './elements.ts'
import { html, type Safe } from './html.ts'
import { icon } from './icons.ts'
import type { Text } from './text/text.ts'
import type { LicenseView } from './views.ts'

export type KeyOptions = Readonly<{
  /** copying is the next step of the page */
  isFirst: boolean
  /** all keys as a text file */
  downloadUrl?: string | undefined
}>

/** One key large, its validity left to the facts of the page; or several as a list, with one button for all. */
export function keyCards(
  licenses: readonly LicenseView[],
  { isFirst, downloadUrl }: KeyOptions,
  text: Text,
): Safe {
  const [only] = licenses
  if (only && licenses.length === 1) return oneKey(only, isFirst, text)
  const whole = licenses
    .filter(isUsable)
    .map((license) => license.key)
    .filter((key) => key.kind === 'whole')
  const title = licenses.every(({ isCard }) => isCard)
    ? text.result.cardsTitle
    : text.result.keysTitle
  return html`<section class="keys"><h2 class="heading">${title(licenses.length)}</h2>${
    whole.length > 0 &&
    html`<div class="actions actions-wide">${copyButton(whole.map((key) => key.text).join('\n'), text.result.copyAll, isFirst ? 'primary' : 'button')}${
      downloadUrl &&
      html`<a class="button" href="${downloadUrl}" download>${icon('download')}${text.result.download}</a>`
    }</div>`
  }<ol class="key-list">${licenses.map((license, at) => keyRow(license, at + 1, text))}</ol></section>`
}

/** Whether copying the key leads anywhere: one that was suspended or revoked opens nothing. */
export function isUsable({ status }: LicenseView): boolean {
  return status !== 'suspended' && status !== 'revoked'
}

/** What it is for. */
export function keyLabel({ label, maxDevices, isCard }: LicenseView, text: Text): string {
  return isCard ? label : text.result.keyLabel(label, maxDevices)
}

/** A key without a word around it: selecting it by hand gives the bare key. A card breaks anywhere. */
export function keyText({ key, isCard }: LicenseView): Safe {
  if (isCard) return html`<span class="key key-card-text">${key.text}</span>`
  const groups = key.text.split('-')
  const last = groups.length - 1
  return html`<span class="key">${groups.map(
    (group, at) => html`<span class="key-group">${at < last ? `${group}-` : group}</span><wbr>`,
  )}</span>`
}

/** How long it holds, and what is wrong with it when something is. */
export function validityText(license: LicenseView, text: Text): Safe {
  const { validFrom, validUntil, status, isCard } = license
  const mark = status !== 'active' && html` ${licenseMark(status, text)}`
  if (isCard) return html`${mark}`
  const from = dayOf(validFrom)
  const span = validUntil
    ? text.result.validTo(from, dayOf(validUntil))
    : text.result.validEver(from)
  return html`<span>${span}</span>${mark}`
}

function licenseMark(status: LicenseView['status'], text: Text): Safe {
  return html`<span class="pill pill-bad">${icon('cross')}<span>${text.result.licenseStates[status]}</span></span>`
}

function oneKey(license: LicenseView, isFirst: boolean, text: Text): Safe {
  return html`<section class="key-card${!isUsable(license) && ' key-dead'}"><h2 class="key-label">${license.isCard ? text.result.yourCard : text.result.yourKey}</h2><p class="key-what">${keyLabel(license, text)}</p><p class="key-large">${keyText(license)}</p>${
    license.key.kind === 'whole' &&
    isUsable(license) &&
    html`<div class="actions">${copyButton(license.key.text, license.isCard ? text.result.copyCard : text.result.copyKey, isFirst ? 'primary' : 'button')}</div>`
  }</section>`
}

function keyRow(license: LicenseView, position: number, text: Text): Safe {
  return html`<li class="key-row${!isUsable(license) && ' key-dead'}"><p class="key-what">${keyLabel(license, text)}</p><div class="key-line">${keyText(license)}${
    license.key.kind === 'whole' &&
    isUsable(license) &&
    copyButton(
      license.key.text,
      text.copy,
      'quiet',
      license.isCard ? text.result.copyCardOf(position) : text.result.copyKeyOf(position),
    )
  }</div><p class="key-what">${!license.isCard && text.result.validity} ${validityText(license, text)}</p>${fileLink(license, text)}</li>`
}

function fileLink(license: LicenseView, text: Text) {
  return (
    license.fileUrl &&
    html`<p class="file-link"><a class="link-button" href="${license.fileUrl}" download>${icon('download')}<span>${text.result.file}</span></a></p>`
  )
}
