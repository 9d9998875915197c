// Keys in every form merchants paste them, whichever gateway they are for. What a key is follows from its
// bytes, never from its header: headers are often wrong, missing, or invented (fact sheet Alipay, section 7).

import { createPrivateKey, createPublicKey, type KeyObject, X509Certificate } from 'node:crypto'
import { readDer, sequenceTag } from './der.ts'

export type Words = Readonly<{ zh: string; en: string }>

/** What can be wrong with the text of a key or a certificate at any gateway. */
export type KeyTextMistake =
  | keyof typeof plainMistakes
  | 'public_for_private'
  | 'private_for_public'
  | 'certificate_for_private'
  | 'not_rsa'

/** Makes a mistake the gateway's own error, about the field that was being read. */
export type Fail = (mistake: KeyTextMistake) => Error

/** What a text turned out to hold. */
export type Found =
  | Readonly<{ kind: 'private'; form: 'PKCS#8' | 'PKCS#1' | 'SEC1'; key: KeyObject }>
  | Readonly<{ kind: 'public'; form: 'SPKI' | 'PKCS#1'; key: KeyObject }>
  | Readonly<{ kind: 'certificate'; form: 'X.509'; certificate: X509Certificate }>

/** The words for mistakes that are the same everywhere. */
export const plainMistakes = {
  missing: {
    zh: '缺少该项，必须填写',
    en: 'is missing',
  },
  not_base64: {
    zh: '不是密钥：去掉 BEGIN/END 行后含有 base64 以外的字符',
    en: 'is no key: there are characters other than base64 between its BEGIN and END lines',
  },
  truncated: {
    zh: '密钥不完整，末尾被截断，请重新完整复制（在 .env 中可写成一行，用 \\n 表示换行）',
    en: 'is cut off at the end. Copy it again as a whole (in .env it may be one line with \\n for line breaks)',
  },
  not_a_key: {
    zh: '内容无法识别为密钥或证书（支持 PEM 或 base64 的 PKCS#1、PKCS#8、X.509）',
    en: 'is neither a key nor a certificate (PEM or base64 of PKCS#1, PKCS#8 or X.509)',
  },
  encrypted: {
    zh: '私钥带有密码，请先用 openssl pkey 去掉密码',
    en: 'is a private key protected by a password. Remove the password first: openssl pkey -in key.pem',
  },
} as const satisfies Record<string, Words>

/**
 * Reads an RSA private key: PKCS#8 or PKCS#1, PEM or bare base64, real line breaks, `\n`, `#`, quotes.
 * Throws what `fail` makes of the mistake, which names what the text is instead.
 */
export function readPrivateKeyText(text: string, fail: Fail): KeyObject {
  const found = readKeyText(text, fail)
  if (found.kind === 'private') return rsaOnly(found.key, fail)
  throw fail(found.kind === 'public' ? 'public_for_private' : 'certificate_for_private')
}

/** Reads an RSA public key: SPKI, PKCS#1, or out of an X.509 certificate. Throws what `fail` makes. */
export function readPublicKeyText(text: string, fail: Fail): KeyObject {
  const found = readKeyText(text, fail)
  if (found.kind === 'private') throw fail('private_for_public')
  return rsaOnly(found.kind === 'certificate' ? found.certificate.publicKey : found.key, fail)
}

/**
 * The first block that is a key or a certificate; `EC PARAMETERS` and the like may stand before it. Throws
 * what `fail` makes of the mistake.
 */
export function readKeyText(text: string, fail: Fail): Found {
  const blocks = readBlocks(text, fail)
  for (const der of blocks) {
    const found = identify(der, fail)
    if (found) return found
  }
  throw fail(mistakeOf(blocks))
}

/** The bytes of each block of a PEM text in any of the accepted spellings, or of one bare base64 body. */
export function readBlocks(text: string, fail: Fail): readonly Buffer[] {
  const plain = text
    .replace(/\\+[nr]/g, '\n')
    .replaceAll('#', '\n')
    .replace(/["'`\uFEFF]/g, '')
  if (/-----BEGIN ENCRYPTED|Proc-Type:.*ENCRYPTED/.test(plain)) throw fail('encrypted')
  const bodies = bodiesOf(plain)
  if (bodies.length === 0) throw fail('missing')
  return bodies.map((body) => {
    if (!/^[A-Za-z0-9+/]+={0,2}$/.test(body)) throw fail('not_base64')
    return Buffer.from(body, 'base64')
  })
}

export function keyBits(key: KeyObject): number {
  return key.asymmetricKeyDetails?.modulusLength ?? 0
}

/** Whether two keys, private or public, have the same public half. */
export function isSameKey(a: KeyObject, b: KeyObject): boolean {
  return publicDer(a).equals(publicDer(b))
}

/** What stands under each BEGIN line, whatever it says; without any, all there is. White space is dropped. */
function bodiesOf(text: string): readonly string[] {
  const [before = '', ...parts] = text.split(/-----([^-]*)-----/)
  const bodies: string[] = []
  for (let at = 0; at < parts.length; at += 2)
    if (!/^\s*END\b/.test(parts[at] ?? '')) bodies.push(parts[at + 1] ?? '')
  return (bodies.length === 0 ? [before] : bodies)
    .map((body) => body.replace(/\s/g, ''))
    .filter((body) => body !== '')
}

function identify(der: Buffer, fail: Fail): Found | undefined {
  for (const type of ['pkcs8', 'pkcs1', 'sec1'] as const) {
    const key = attempt(() => createPrivateKey({ key: der, format: 'der', type }), fail)
    if (key) return { kind: 'private', form: formNames[type], key }
  }
  for (const type of ['spki', 'pkcs1'] as const) {
    const key = attempt(() => createPublicKey({ key: der, format: 'der', type }), fail)
    if (key) return { kind: 'public', form: formNames[type], key }
  }
  const certificate = attempt(() => new X509Certificate(der), fail)
  return certificate && { kind: 'certificate', form: 'X.509', certificate }
}

const formNames = { pkcs8: 'PKCS#8', pkcs1: 'PKCS#1', sec1: 'SEC1', spki: 'SPKI' } as const

/** Node tells that bytes are no such key by throwing; only a missing password is worth a word. */
function attempt<T>(read: () => T, fail: Fail): T | undefined {
  try {
    return read()
  } catch (error) {
    const asksPassword =
      error instanceof Error && 'code' in error && error.code === 'ERR_MISSING_PASSPHRASE'
    if (asksPassword) throw fail('encrypted')
    return undefined
  }
}

function mistakeOf(blocks: readonly Buffer[]): KeyTextMistake {
  const cutOff = blocks.some((der) => der[0] === sequenceTag && readDer(der) === undefined)
  return cutOff ? 'truncated' : 'not_a_key'
}

function rsaOnly(key: KeyObject, fail: Fail): KeyObject {
  if (key.asymmetricKeyType !== 'rsa') throw fail('not_rsa')
  return key
}

function publicDer(key: KeyObject): Buffer {
  const half = key.type === 'private' ? createPublicKey(key) : key
  return half.export({ type: 'spki', format: 'der' })
}
