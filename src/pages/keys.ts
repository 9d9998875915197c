// Licence keys and cards as a buyer sees them: in groups that break only between groups, with a button that copies
// exactly the key, its validity and its file.

import type { Text } from '../languages/languages.ts'
import { copyButton, dayOf } from './elements.ts'
import { type Child, html, type Safe } from './html.ts'
import { type IconName, icon } from './icons.ts'
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
export function isUsable({ status }: Pick<LicenseView, 'status'>): boolean {
  return status !== 'suspended' && status !== 'revoked'
}

/** What it is for. */
export function keyLabel({ label, maxDevices, isCard }: LicenseView, text: Text): string {
  return isCard ? label : text.result.keyLabel(label, maxDevices)
}

/** A key without a word around it: selecting it by hand gives the bare key. A card breaks anywhere. */
export function keyText({ key, isCard }: Pick<LicenseView, 'key' | 'isCard'>): Safe {
  if (isCard) return html`<span class="key key-card-text">${key.text}</span>`
  const groups = key.text.split('-')
  const last = groups.length - 1
  return html`<span class="key">${groups.map(
    (group, at) => html`<span class="key-group">${at < last ? `${group}-` : group}</span><wbr>`,
  )}</span>`
}

/** How long it holds, and what is wrong with it when something is. */
export function validityText(license: LicenseView, text: Text): Safe {
  const { status, isCard, fate } = license
  if (fate === 'moved') return pill('calm', 'key', text.license.result.moved)
  const mark =
    status !== 'active' && html` ${pill('bad', 'cross', text.result.licenseStates[status])}`
  if (isCard) return html`${mark}`
  return html`<span class="span">${spanText(license, text)}</span>${mark}`
}

/** From when to when. */
export function spanText(
  {
    validFrom,
    validUntil,
    awaitingDays,
  }: Pick<LicenseView, 'validFrom' | 'validUntil' | 'awaitingDays'>,
  text: Text,
): string {
  if (awaitingDays) return text.license.validAwaiting(awaitingDays)
  const from = dayOf(validFrom)
  return validUntil ? text.result.validTo(from, dayOf(validUntil)) : text.result.validEver(from)
}

function pill(mood: 'bad' | 'calm', mark: IconName, word: string): Safe {
  return html`<span class="pill pill-${mood}">${icon(mark)}<span>${word}</span></span>`
}

/** What the one key of a page is called: bought by this order, or only changed by it. */
function titleOf({ isCard, fate }: LicenseView, text: Text): string {
  if (isCard) return text.result.yourCard
  return fate === 'renewed' || fate === 'upgraded' ? text.license.result[fate] : text.result.yourKey
}

function oneKey(license: LicenseView, isFirst: boolean, text: Text): Safe {
  return html`<section class="key-card${!isUsable(license) && ' key-dead'}"><h2 class="key-label">${titleOf(license, text)}</h2><p class="key-what">${keyLabel(license, text)}</p><p class="key-large">${keyText(license)}</p>${
    license.key.kind === 'whole' &&
    isUsable(license) &&
    html`<div class="actions">${copyButton(license.key.text, license.isCard ? text.result.copyCard : text.result.copyKey, isFirst ? 'primary' : 'button')}</div>`
  }${keyStays(license, text)}</section>`
}

/** Whoever renews wonders whether the program has to be told. */
function keyStays({ fate }: LicenseView, text: Text): Child {
  return (
    (fate === 'renewed' || fate === 'upgraded') &&
    html`<p class="key-what">${text.license.result.keyStays}</p>`
  )
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
  }</div><p class="key-what">${!license.isCard && text.result.validity} ${validityText(license, text)}</p>${rowLinks(license, text)}</li>`
}

function rowLinks({ fileUrl, pageUrl }: LicenseView, text: Text): Child {
  if (!fileUrl && !pageUrl) return undefined
  return html`<p class="file-link">${pageUrl && pageLink(pageUrl, text)}${
    fileUrl &&
    html`<a class="link-button" href="${fileUrl}" download>${icon('download')}<span>${text.result.file}</span></a>`
  }</p>`
}

/** To the page of one licence. */
export function pageLink(url: string, text: Text): Safe {
  return html`<a class="link-button" href="${url}">${icon('device')}<span>${text.license.open}</span></a>`
}
