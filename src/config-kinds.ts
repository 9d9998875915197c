// What the text of a variable may look like. A kind reads one text, or says in both languages what it would
// have taken; it knows no variable by name.

import { isIP } from 'node:net'
import { type Fen, parseYuan } from './core/money.ts'
import { Secret } from './kit/secret.ts'

export type Text = Readonly<{ zh: string; en: string }>

/** How a person enters it. */
export type Input = 'line' | 'lines' | 'switch' | 'choice'

export type Kind<T> = Readonly<{
  input: Input
  /** what may be chosen, where it is a choice */
  choices?: readonly string[]
  /** completes the sentence "expected …" */
  expected: Text
  /** the value must stand in no message */
  secret: boolean
  /** undefined: not of this kind. The text has no white space around it. */
  read(text: string): T | undefined
}>

const hostsMax = 20

/** Whose `X-Forwarded-*` to believe: nobody's, everybody's, the last n hops', or these addresses'. */
export type TrustProxy = boolean | number | readonly string[]

function plain<T>(zh: string, en: string, read: (text: string) => T | undefined): Kind<T> {
  return { input: 'line', expected: { zh, en }, secret: false, read }
}

/** Any text of this form. */
export function matching(
  form: RegExp,
  zh: string,
  en: string,
  input: Input = 'line',
): Kind<string> {
  return { ...plain(zh, en, (text) => (form.test(text) ? text : undefined)), input }
}

/** A text of this form that nobody may see. */
export function hidden(form: RegExp, zh: string, en: string, input: Input = 'line'): Kind<Secret> {
  const read = (text: string) => (form.test(text) ? new Secret(text) : undefined)
  return { input, expected: { zh, en }, secret: true, read }
}

export const yesNo: Kind<boolean> = {
  ...plain('true 或 false', 'true or false', (text) => {
    if (/^(?:[Tt]rue|1)$/.test(text)) return true
    return /^(?:[Ff]alse|0)$/.test(text) ? false : undefined
  }),
  input: 'switch',
}

export function oneOf<const T extends string>(...values: readonly T[]): Kind<T> {
  const list = values.join(', ')
  const read = (text: string) => values.find((one) => one === text)
  return { ...plain(`${list} 之一`, `one of ${list}`, read), input: 'choice', choices: values }
}

export const port = plain('0 到 65535 的整数', 'a whole number from 0 to 65535', (text) =>
  wholeWithin(text, 0, 65_535),
)

/** How long a buyer may take to pay, in whole minutes. */
export const paymentMinutes = plain(
  '5 到 120 的整数（分钟），例如 30',
  'whole minutes from 5 to 120, such as 30',
  (text) => wholeWithin(text, 5, 120),
)

export const factor = plain(
  '大于 0 的数，例如 1 或 0.5',
  'a number above 0, such as 1 or 0.5',
  (text) => {
    const value = /^\d{1,9}(?:\.\d{1,9})?$/.test(text) ? Number(text) : 0
    return value > 0 ? value : undefined
  },
)

/** What stands at the head of every page and on receipts. */
export const shopName = plain('1 到 40 个字的店名', 'a name of 1 to 40 characters', (text) =>
  /^[^\p{Cc}\p{Cf}<>]{1,40}$/u.test(text) ? text : undefined,
)

/** How buyers reach the merchant. `url` is where there is something to press: mailto:, tel: or https:. */
export type Contact = Readonly<{ label: string; url?: string }>

export const contact: Kind<Contact> = plain(
  '电话、邮箱、https 网址，或一句话（120 字以内），例如 微信 keytill',
  'a phone number, an e-mail or https address, or words of at most 120 characters',
  (text) => {
    if (!/^[^\p{Cc}<>]{1,120}$/u.test(text)) return undefined
    if (/^[^\s@:/?]+@[^\s@:/?]+\.[^\s@:/?]+$/.test(text))
      return { label: text, url: `mailto:${text}` }
    if (/^\+?\d[\d -]{4,18}\d$/.test(text))
      return { label: text, url: `tel:${text.replaceAll(/[ -]/g, '')}` }
    if (/^https:\/\/\S+$/.test(text) && URL.canParse(text))
      return { label: new URL(text).host, url: new URL(text).href }
    return { label: text }
  },
)

export const anyPath = plain('路径', 'a path', (text) => (text.includes('\0') ? undefined : text))

/** `https://shop.example`: scheme, host and port, with nothing behind them. */
export const siteAddress = plain(
  '网站地址，例如 https://shop.example（不带路径）',
  'an address such as https://shop.example, without a path',
  (text) => {
    const url = readUrl(text)
    return url && url.pathname === '/' && !text.includes('?') ? url.origin : undefined
  },
)

/** Plain http and loopback are allowed. At most 256 characters (fact sheet Alipay, section 2). */
export const webAddress = plain(
  'http:// 或 https:// 开头的完整地址',
  'a full address that begins with http:// or https://',
  (text) => (readUrl(text) && text.length <= 256 ? text : undefined),
)

export const databaseAddress: Kind<Secret> = {
  input: 'line',
  expected: {
    zh: 'postgres:// 开头的数据库地址',
    en: 'a database address that begins with postgres://',
  },
  secret: true,
  read: (text) =>
    /^postgres(?:ql)?:\/\//.test(text) && URL.canParse(text) ? new Secret(text) : undefined,
}

/** An address with a password in it, so it is a secret as a whole. */
export const mailServer: Kind<Secret> = {
  input: 'line',
  expected: {
    zh: 'smtp:// 或 smtps:// 开头的邮件服务器地址',
    en: 'a mail server that begins with smtp:// or smtps://',
  },
  secret: true,
  read: (text) => {
    if (!/^smtps?:\/\/[^\s#?]+$/.test(text) || !URL.canParse(text)) return undefined
    const { hostname, pathname, username, password } = new URL(text)
    const isWhole = hostname !== '' && ['', '/'].includes(pathname)
    return isWhole && isReadable(username) && isReadable(password) ? new Secret(text) : undefined
  },
}

export const proxies: Kind<TrustProxy> = plain(
  '代理的地址或网段（用逗号分开）、层数，或 true / false',
  'addresses or networks of proxies with commas between, a number of hops, or true / false',
  (text) => {
    if (/^\d{1,2}$/.test(text)) return text === '0' ? false : Number(text)
    const answer = yesNo.read(text)
    if (answer !== undefined) return answer
    const networks = text.split(',').map((one) => one.trim())
    return networks.every(isNetwork) ? networks : undefined
  },
)

export type WechatProduct = 'native' | 'h5' | 'jsapi'
const allWechatProducts: readonly WechatProduct[] = ['native', 'h5', 'jsapi']

/** An amount of yuan, in fen. */
/** Hosts, each with its port where that is not the usual one. */
export const hosts: Kind<readonly string[]> = plain(
  '以逗号分隔的域名，例如 www.example.com, app.example.com:8443',
  'host names with commas between them, such as www.example.com, app.example.com:8443',
  (text) => {
    const names = text.split(',').map((name) => name.trim().toLowerCase())
    const isHost = (name: string) =>
      /^[^/?#@\\\s]+$/.test(name) &&
      URL.canParse(`https://${name}`) &&
      new URL(`https://${name}`).host === name
    return names.length <= hostsMax && names.every(isHost) ? names : undefined
  },
)

export const yuan: Kind<Fen> = plain(
  '以元为单位的金额，例如 500 或 99.50',
  'an amount in yuan, such as 500 or 99.50',
  parseYuan,
)

export const wechatProducts: Kind<readonly WechatProduct[]> = plain(
  'native、h5、jsapi 中的一个或几个（用逗号分开）',
  'one or more of native, h5 and jsapi with commas between',
  (text) => {
    const names = text.split(',').map((one) => one.trim())
    const known = allWechatProducts.filter((product) => names.includes(product))
    return known.length === names.length ? known : undefined
  },
)

/** A per cent sign that stands for itself must be written as %25. */
function isReadable(part: string): boolean {
  try {
    decodeURIComponent(part)
    return true
  } catch {
    return false
  }
}

function wholeWithin(text: string, least: number, most: number): number | undefined {
  const value = /^\d{1,9}$/.test(text) ? Number(text) : -1
  return value >= least && value <= most ? value : undefined
}

/** An address with a password in it would end up in logs and at the gateway; a fragment is never sent. */
function readUrl(text: string): URL | undefined {
  if (!/^https?:\/\/[^\s#\\]+$/.test(text) || !URL.canParse(text)) return undefined
  const url = new URL(text)
  return url.username === '' && url.password === '' ? url : undefined
}

function isNetwork(text: string): boolean {
  const [, address = '', bits] = /^([^/]+)(?:\/(\d{1,3}))?$/.exec(text) ?? []
  const family = isIP(address)
  if (family === 0) return false
  return bits === undefined || Number(bits) <= (family === 4 ? 32 : 128)
}
