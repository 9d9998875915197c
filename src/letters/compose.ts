// A letter's words: its subject, its text, the same as simple HTML, and what a text message's template is filled with.

import type { LetterWay } from '../core/letter.ts'
import { type Fen, formatYuan } from '../core/money.ts'
import type { CodePurpose } from '../core/one-time-code.ts'
import type { LocalText } from '../core/order.ts'
import { type Language, languageOf } from '../languages/languages.ts'
import type { LetterText } from '../languages/letter-text.ts'
import type { ReadyLetter } from './letters.ts'

export type LetterSite = Readonly<{
  shopName: string
  /** such as shop.example: phones fill a code in on this site alone */
  host: string
  contact: string | undefined
}>

export type LetterOrder = Readonly<{
  orderNumber: string
  amountFen: Fen
  lines: readonly Readonly<{ name: LocalText; quantity: number }>[]
  /** where it is looked up */
  url: string
  /** keys, cards and texts in full, where the merchant wants them in mails */
  goods: readonly string[]
}>

export type LetterFacts =
  | Readonly<{ kind: 'code'; code: string; purpose: CodePurpose }>
  | Readonly<{ kind: 'delivered' | 'owed'; order: LetterOrder }>
  | Readonly<{ kind: 'refunded'; order: LetterOrder; refundFen: Fen; byHand: boolean }>
  | Readonly<{ kind: 'test' }>

export type Words = Pick<ReadyLetter, 'lang' | 'subject' | 'text' | 'html' | 'params'>

/** In the language of this id. */
export function composeLetter(
  way: LetterWay,
  lang: string,
  site: LetterSite,
  facts: LetterFacts,
): Words {
  const language = languageOf(lang)
  return way === 'sms' ? messageOf(language.letters, site, facts) : mailOf(language, site, facts)
}

function messageOf(text: LetterText, { shopName, host }: LetterSite, facts: LetterFacts): Words {
  const plain = { lang: text.lang, subject: '', html: '' }
  switch (facts.kind) {
    case 'code': {
      const { code } = facts
      // The last line lets a phone offer the code on this site and on no other.
      const words = `${text.code.sms({ shopName, code })}\n@${host} #${code}`
      return { ...plain, text: words, params: { code } }
    }
    case 'delivered':
    case 'owed': {
      const { orderNumber } = facts.order
      const words = text[facts.kind].sms({ shopName, orderNumber })
      return { ...plain, text: words, params: { order: orderNumber } }
    }
    case 'refunded': {
      const { orderNumber } = facts.order
      const amount = yuan(facts.refundFen)
      const words = text.refunded.sms({ shopName, orderNumber, amount })
      return { ...plain, text: words, params: { order: orderNumber, amount } }
    }
    case 'test':
      return { ...plain, text: text.test.sentence, params: {} }
  }
}

/** What a mail shows, from top to bottom. */
type Sheet = Readonly<{
  subject: string
  title: string
  sentences: readonly string[]
  code?: string
  goods?: readonly string[]
  facts?: readonly (readonly [string, string])[]
  button?: Readonly<{ url: string; label: string }>
}>

function mailOf(language: Language, site: LetterSite, facts: LetterFacts): Words {
  const text = language.letters
  const sheet = sheetOf(language, site, facts)
  const ends = [...(site.contact === undefined ? [] : [text.help(site.contact)]), text.automatic]
  return {
    lang: text.lang,
    subject: sheet.subject,
    text: plainOf(sheet, text, ends),
    html: htmlOf(sheet, text, site.shopName, ends),
    params: {},
  }
}

function sheetOf(language: Language, { shopName }: LetterSite, facts: LetterFacts): Sheet {
  const text = language.letters
  switch (facts.kind) {
    case 'code': {
      const { uses, lasts, notYou, title, subject } = text.code
      return {
        subject: subject({ shopName, code: facts.code }),
        title,
        sentences: [uses[facts.purpose], lasts, notYou],
        code: facts.code,
      }
    }
    case 'delivered': {
      const { order } = facts
      const { withKeys, withoutKeys, title, subject } = text.delivered
      return {
        subject: subject({ shopName, orderNumber: order.orderNumber }),
        title,
        sentences: [order.goods.length > 0 ? withKeys : withoutKeys],
        goods: order.goods,
        ...ofOrder(language, order),
      }
    }
    case 'owed': {
      const { order } = facts
      return {
        subject: text.owed.subject({ shopName, orderNumber: order.orderNumber }),
        title: text.owed.title,
        sentences: [text.owed.sentence],
        ...ofOrder(language, order),
      }
    }
    case 'refunded': {
      const { order, refundFen, byHand } = facts
      const amount = yuan(refundFen)
      return {
        subject: text.refunded.subject({ shopName, orderNumber: order.orderNumber, amount }),
        title: text.refunded.title(amount),
        sentences: [byHand ? text.refunded.byHand : text.refunded.sentence],
        ...ofOrder(language, order),
      }
    }
    case 'test':
      return {
        subject: text.test.subject(shopName),
        title: text.test.title,
        sentences: [text.test.sentence],
      }
  }
}

function ofOrder({ letters: text, names }: Language, order: LetterOrder) {
  const lines = order.lines.map(({ name, quantity }) =>
    quantity === 1 ? name[names] : `${name[names]} × ${quantity}`,
  )
  return {
    facts: [
      [text.product, lines.join(text.between)],
      [text.amount, yuan(order.amountFen)],
      [text.order, order.orderNumber],
    ] as const,
    button: { url: order.url, label: text.seeOrder },
  }
}

function plainOf(sheet: Sheet, text: LetterText, ends: readonly string[]): string {
  const { title, code, sentences, goods = [], facts = [], button } = sheet
  const parts = [
    title,
    ...(code === undefined ? [] : [code]),
    sentences.join('\n'),
    ...(goods.length > 0 ? [`${text.keys}\n${goods.join('\n')}`] : []),
    ...(facts.length > 0 ? [facts.map(([name, value]) => `${name}: ${value}`).join('\n')] : []),
    ...(button ? [`${button.label}: ${button.url}`] : []),
    `--\n${ends.join('\n')}`,
  ]
  return `${parts.join('\n\n')}\n`
}

/** Tables and styles in place: programs that show mail know little else. No picture and no script. */
function htmlOf(sheet: Sheet, text: LetterText, shopName: string, ends: readonly string[]): string {
  const { title, code, sentences, goods = [], facts = [], button, subject } = sheet
  const second = 'color:#5b6470;font-size:14px;line-height:1.6'
  const rows = facts.map(
    ([name, value]) =>
      `<tr><td style="${second};padding:6px 16px 6px 0;white-space:nowrap;vertical-align:top">${escapeText(name)}</td><td style="font-size:14px;line-height:1.6;padding:6px 0;word-break:break-all">${escapeText(value)}</td></tr>`,
  )
  const parts = [
    `<p style="margin:0 0 24px;font-size:14px;color:#5b6470">${escapeText(shopName)}</p>`,
    `<h1 style="margin:0 0 12px;font-size:22px;line-height:1.4">${escapeText(title)}</h1>`,
    code === undefined
      ? ''
      : `<p style="margin:16px 0;padding:16px;border:1px solid #e6e9ee;border-radius:12px;background:#f5f6f8;font:700 32px/1.2 ui-monospace,Menlo,Consolas,monospace;letter-spacing:8px;text-align:center">${escapeText(code)}</p>`,
    ...sentences.map(
      (sentence) =>
        `<p style="margin:0 0 8px;font-size:16px;line-height:1.6">${escapeText(sentence)}</p>`,
    ),
    goods.length === 0
      ? ''
      : `<p style="margin:16px 0 8px;${second}">${escapeText(text.keys)}</p>${goods
          .map(
            (one) =>
              `<p style="margin:0 0 8px;padding:12px 16px;border:1px solid #e6e9ee;border-radius:12px;background:#f5f6f8;font:16px/1.6 ui-monospace,Menlo,Consolas,monospace;white-space:pre-wrap;word-break:break-all">${escapeText(one)}</p>`,
          )
          .join('')}`,
    rows.length === 0
      ? ''
      : `<table role="presentation" cellpadding="0" cellspacing="0" style="margin:16px 0;border-collapse:collapse">${rows.join('')}</table>`,
    button
      ? `<p style="margin:24px 0"><a href="${escapeText(button.url)}" style="display:inline-block;padding:14px 28px;border-radius:12px;background:#1554d1;color:#ffffff;font-size:16px;text-decoration:none">${escapeText(button.label)}</a></p>`
      : '',
    `<p style="margin:32px 0 0;padding-top:16px;border-top:1px solid #e6e9ee;${second}">${ends.map(escapeText).join('<br>')}</p>`,
  ]
  return `<!doctype html><html lang="${text.lang}"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width,initial-scale=1"><title>${escapeText(subject)}</title></head><body style="margin:0;padding:24px 12px;background:#f5f6f8;color:#14181f;font-family:-apple-system,'PingFang SC','Microsoft YaHei','Noto Sans CJK SC',sans-serif"><div style="max-width:560px;margin:0 auto;padding:32px 24px;border:1px solid #e6e9ee;border-radius:14px;background:#ffffff">${parts.join('')}</div></body></html>`
}

function yuan(amount: Fen): string {
  return `¥${formatYuan(amount)}`
}

function escapeText(text: string): string {
  return text
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replaceAll('"', '&quot;')
}
