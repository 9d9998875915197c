// One try of one letter: composed from what stands in the books now, sent, then written down. Dying in between loses
// nothing: the letter is still pending and goes out again under the same id.

import {
  type LetterOutcome,
  maskRecipient,
  type Recipient,
  waitAfterLetterTry,
} from '../../core/letter.ts'
import type { CodePurpose } from '../../core/one-time-code.ts'
import {
  endLetter,
  findLetter,
  findLetterSubject,
  type Letter,
  type LetterState,
  noteLetterTry,
} from '../../db/letters.ts'
import { composeLetter, type LetterFacts, type LetterSite } from '../../letters/compose.ts'
import type { Sent } from '../../letters/letters.ts'
import type { App } from '../app.ts'
import { shopName, shopOfOrder, shopUrl } from '../catalogue/find-shop.ts'
import { type CodeLetter, letterContext } from '../code/send-code.ts'
import { goodsInFull } from './goods-in-full.ts'
import { orderNumberLink } from './order-link.ts'

/** Answers in how many ms to try again; undefined: it has come to its end. */
export async function sendLetter(app: App, letterId: string): Promise<number | undefined> {
  const letter = await findLetter(app.db, app.merchantId, letterId)
  if (letter?.state !== 'pending') return undefined
  if (isNobodys(letter)) {
    await endLetter(app.db, app.merchantId, letterId)
    return undefined
  }
  if (letter.now >= letter.overAt) {
    await endLetter(app.db, app.merchantId, letterId)
    app.log.warn('letter_given_up', { letter: letterId, tries: letter.tries })
    return undefined
  }
  const told = await whatItTells(app, letter)
  const began = app.clock.now()
  const sent = told ? await hand(app, letter, told) : nothingToTell
  const waitMs = waitAfterLetterTry(letter.kind, letter.tries + 1)
  const state = stateAfter(sent.outcome)
  await noteLetterTry(app.db, app.merchantId, {
    letterId,
    triesBefore: letter.tries,
    ms: Math.max(0, app.clock.now() - began),
    outcome: sent.outcome,
    recipient: told ? maskRecipient(told.to) : '',
    note: sent.note,
    state,
  })
  if (state === 'sent') app.log.info('letter_sent', { letter: letterId, way: letter.way })
  else
    app.log.warn('letter_not_sent', {
      letter: letterId,
      way: letter.way,
      tries: letter.tries + 1,
      outcome: sent.outcome,
      says: sent.code,
    })
  return state === 'pending' ? Math.min(waitMs, letter.overAt - letter.now + 1) : undefined
}

/** The site letters of this shop speak of; null: the main one. */
export async function letterSite(
  app: App,
  shopId: string | null,
): Promise<LetterSite & Readonly<{ url: string }>> {
  const shop = await shopOfOrder(app, { shopId })
  const url = shopUrl(app, shop)
  return {
    shopName: shopName(app, shop),
    host: new URL(url).hostname,
    contact: app.settings.shopContact?.label,
    url,
  }
}

const nothingToTell: Sent = { outcome: 'refused', note: '', code: 'nothing_to_tell' }

function stateAfter(outcome: LetterOutcome): LetterState {
  if (outcome === 'sent') return 'sent'
  return outcome === 'refused' ? 'failed' : 'pending'
}

/** A code's that was asked for an order there is none of: only writing it had to be the same. */
function isNobodys({ kind, sealed }: Letter): boolean {
  return kind === 'code' && sealed === null
}

type Told = Readonly<{ to: Recipient; facts: LetterFacts; site: LetterSite }>

async function hand(app: App, letter: Letter, { to, facts, site }: Told): Promise<Sent> {
  const driver = app.letters[letter.way]
  // It may be set up again before the letter's day is over.
  if (!driver) return { outcome: 'unknown', note: '', code: 'not_configured' }
  return driver.send({
    id: letter.letterId,
    host: site.host,
    kind: letter.kind,
    to: 'phone' in to ? to.phone : to.email,
    shopName: site.shopName,
    at: letter.createdAt,
    ...composeLetter(letter.way, letter.lang, site, facts),
  })
}

/** Undefined: what it is about is gone. */
async function whatItTells(app: App, letter: Letter): Promise<Told | undefined> {
  const { kind, orderNumber, letterId, sealed } = letter
  if (kind === 'code') {
    if (sealed === null) return undefined
    const text = app.sealer.unseal(sealed, letterContext(letterId)).toString('utf8')
    const { to, code, shopId = null } = JSON.parse(text) as CodeLetter
    const site = await letterSite(app, shopId)
    return { to, facts: { kind, code, purpose: letter.ref as CodePurpose }, site }
  }
  if (orderNumber === null) return undefined
  const about = await findLetterSubject(app.db, app.merchantId, orderNumber, letter.ref)
  if (!about) return undefined
  const to =
    letter.way === 'sms' || about.email === null ? { phone: about.phone } : { email: about.email }
  const site = await letterSite(app, about.shopId)
  const order = {
    orderNumber,
    amountFen: about.dueFen,
    lines: about.lines,
    url: orderNumberLink(site.url, orderNumber),
    goods: await goodsOf(app, letter, orderNumber),
  }
  if (kind !== 'refunded') return { to, facts: { kind, order }, site }
  const { refundFen, refundByHand } = about
  if (refundFen === null) return undefined
  return { to, facts: { kind, order, refundFen, byHand: refundByHand === true }, site }
}

/** Whole keys go by mail alone, and only where the merchant wants them to. */
async function goodsOf(app: App, { kind, way }: Letter, orderNumber: string) {
  if (kind !== 'delivered' || way !== 'mail' || !app.settings.mailKeys) return []
  return goodsInFull(app, orderNumber)
}
