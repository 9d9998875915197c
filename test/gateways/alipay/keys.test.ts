// Keys and certificates as merchants paste them, and the mistakes they make.

import { createPrivateKey, createPublicKey, generateKeyPairSync } from 'node:crypto'
import { describe, expect, test } from 'vitest'
import { dayMs, later } from '../../../src/core/time.ts'
import { type AlipayTexts, readAlipayConfig } from '../../../src/gateways/alipay/config.ts'
import { AlipayKeyError } from '../../../src/gateways/alipay/key-error.ts'
import { isSameKey, readPrivateKey, readPublicKey } from '../../../src/gateways/alipay/keys.ts'
import { Secret } from '../../../src/kit/secret.ts'
import { alipayPair, appPair, now, otherPair, smallPair, texts } from './accounts.ts'
import {
  alipayCertFile,
  appCertPem,
  classPem,
  impostorPem,
  issueAlipay,
  rootFile,
  rootPem,
} from './cert-account.ts'

const pkcs8 = appPair.privatePem.trim()
const pkcs1 = appPair.privateKey.export({ type: 'pkcs1', format: 'pem' }).toString().trim()
const spki = alipayPair.publicPem.trim()
const publicPkcs1 = createPublicKey(spki).export({ type: 'pkcs1', format: 'pem' }).toString()
const { privateKey: curveKey, publicKey: curvePublic } = generateKeyPairSync('ec', {
  namedCurve: 'prime256v1',
})

function bare(pem: string): string {
  return pem.replace(/-----[^-]*-----|\s/g, '')
}

const spellings: readonly (readonly [name: string, spell: (pem: string) => string])[] = [
  ['real line breaks', (pem) => pem],
  ['CRLF and trailing blanks', (pem) => pem.replaceAll('\n', '  \r\n')],
  ['\\n as two characters', (pem) => pem.replaceAll('\n', '\\n')],
  ['\\r\\n as four characters', (pem) => pem.replaceAll('\n', '\\r\\n')],
  ['# for line breaks', (pem) => `${pem.replaceAll('\n', '#')}#`],
  ['surrounding quotes', (pem) => `"${pem.replaceAll('\n', '\\n')}"`],
  ['a byte order mark', (pem) => `\uFEFF${pem}`],
  ['one line of bare base64', bare],
  ['a one-line body between its lines', (pem) => pem.replace(/([^-])\n(?=[^-])/g, '$1')],
  ['an invented header', (pem) => pem.replaceAll(/(BEGIN|END) [A-Z ]+/g, '$1 rsa2 PRIVATE KEY')],
  ['text around the block', (pem) => `Bag Attributes\n    name: my key\n${pem}\nbye`],
]

describe('a key is read in every spelling:', () => {
  test.each(spellings)('%s', (_, spell) => {
    for (const pem of [pkcs8, pkcs1])
      expect(isSameKey(readPrivateKey(spell(pem)), appPair.privateKey)).toBe(true)
    for (const pem of [spki, publicPkcs1])
      expect(isSameKey(readPublicKey(spell(pem)), createPublicKey(spki))).toBe(true)
  })

  test('the bytes count, not the header', () => {
    const misnamed = pkcs1.replaceAll('RSA PRIVATE KEY', 'PUBLIC KEY')
    expect(isSameKey(readPrivateKey(misnamed), appPair.privateKey)).toBe(true)
  })

  test('a certificate gives its public key', () => {
    expect(isSameKey(readPublicKey(alipayCertFile), createPublicKey(spki))).toBe(true)
  })
})

function mistakeIn(changes: Partial<AlipayTexts>): string {
  return mistakeOf(() => readAlipayConfig({ ...texts, ...changes }, now))
}

function mistakeOf(read: () => unknown): string {
  try {
    read()
  } catch (error) {
    if (error instanceof AlipayKeyError) return `${error.field}: ${error.code}`
    throw error
  }
  return 'none'
}

const encryptedPem = appPair.privateKey
  .export({ type: 'pkcs8', format: 'pem', cipher: 'aes-128-cbc', passphrase: 'x' })
  .toString()
const oldEncryptedPem = appPair.privateKey
  .export({ type: 'pkcs1', format: 'pem', cipher: 'aes-128-cbc', passphrase: 'x' })
  .toString()
const curvePem = curveKey.export({ type: 'sec1', format: 'pem' }).toString()
const own = createPublicKey(appPair.privateKey).export({ type: 'spki', format: 'pem' }).toString()

const keyMistakes: readonly (readonly [wanted: string, changes: Partial<AlipayTexts>])[] = [
  ['none', {}],
  ['none', { ownPublicKey: own }],
  ['privateKey: missing', { privateKey: ' ' }],
  ['privateKey: public_for_private', { privateKey: own }],
  ['privateKey: certificate_for_private', { privateKey: appCertPem }],
  ['privateKey: encrypted', { privateKey: encryptedPem }],
  ['privateKey: encrypted', { privateKey: bare(encryptedPem) }],
  ['privateKey: encrypted', { privateKey: oldEncryptedPem }],
  ['privateKey: not_rsa', { privateKey: curvePem }],
  ['privateKey: truncated', { privateKey: bare(pkcs8).slice(0, 900) }],
  ['privateKey: not_base64', { privateKey: 'your-private-key' }],
  ['privateKey: not_a_key', { privateKey: 'abcd' }],
  ['privateKey: too_small', { privateKey: smallPair.privatePem }],
  ['none', { privateKey: smallPair.privatePem, signType: 'RSA' }],
  ['alipayPublicKey: missing', { alipayPublicKey: undefined }],
  ['alipayPublicKey: private_for_public', { alipayPublicKey: otherPair.privatePem }],
  ['alipayPublicKey: own_key_as_alipay_key', { alipayPublicKey: own }],
  ['alipayPublicKey: own_key_as_alipay_key', { alipayPublicKey: own, ownPublicKey: own }],
  ['alipayPublicKey: too_small', { alipayPublicKey: smallPair.publicPem }],
  [
    'alipayPublicKey: not_rsa',
    { alipayPublicKey: curvePublic.export({ type: 'spki', format: 'pem' }).toString() },
  ],
  ['ownPublicKey: own_key_mismatch', { ownPublicKey: spki }],
  ['signType: not_a_sign_type', { signType: 'SM2' }],
  ['aesKey: not_an_aes_key', { aesKey: 'c2hvcnQ=' }],
  ['gateway: not_an_address', { gateway: 'openapi.alipay.com' }],
]

describe('a mistake is named:', () => {
  test.each(keyMistakes)('%s (%#)', (wanted, changes) => {
    expect(mistakeIn(changes)).toBe(wanted)
  })

  test('and its message holds both languages and no part of a key', () => {
    const secret = bare(pkcs8).slice(0, 900)
    const error = catchError(() => readPrivateKey(secret))
    expect(error.message).toContain(error.zh)
    expect(error.message).toContain(error.en)
    expect(JSON.stringify([error.message, error.stack])).not.toContain(secret.slice(30, 60))
  })
})

function catchError(read: () => unknown): AlipayKeyError {
  try {
    read()
  } catch (error) {
    if (error instanceof AlipayKeyError) return error
  }
  throw new Error('nothing was thrown')
}

const certTexts = { alipayPublicKey: undefined, appCertPem, rootCertPem: rootFile }
const alipayCertPem = alipayCertFile
const expired = issueAlipay({ until: later(now, -dayMs / 2) }) + classPem
const early = issueAlipay({ from: later(now, dayMs) }) + classPem

const certMistakes: readonly (readonly [wanted: string, changes: Partial<AlipayTexts>])[] = [
  ['none', { alipayCertPem }],
  ['none', { alipayCertPem: alipayCertPem.replaceAll('\n', '\\n') }],
  ['alipayCertPem: missing', {}],
  ['appCertPem: missing', { alipayCertPem, appCertPem: undefined }],
  ['rootCertPem: missing', { alipayCertPem, rootCertPem: undefined }],
  ['appCertPem: certificate_mismatch', { alipayCertPem, appCertPem: alipayCertPem }],
  ['appCertPem: wrong_certificate', { alipayCertPem, appCertPem: rootFile }],
  ['appCertPem: key_for_certificate', { alipayCertPem, appCertPem: own }],
  ['alipayCertPem: wrong_certificate', { alipayCertPem: appCertPem }],
  ['alipayCertPem: wrong_certificate', { alipayCertPem: rootPem }],
  ['alipayCertPem: untrusted_certificate', { alipayCertPem: impostorPem }],
  ['alipayCertPem: untrusted_certificate', { alipayCertPem: issueAlipay({}) }],
  ['alipayCertPem: certificate_expired', { alipayCertPem: expired }],
  ['alipayCertPem: certificate_not_yet_valid', { alipayCertPem: early }],
  ['rootCertPem: wrong_certificate', { alipayCertPem, rootCertPem: alipayCertPem }],
]

describe('in certificate mode a mistake is named:', () => {
  test.each(certMistakes)('%s (%#)', (wanted, changes) => {
    expect(mistakeIn({ ...certTexts, ...changes })).toBe(wanted)
  })
})

test('an app’s own certificate vouches for no other', () => {
  const forged = issueAlipay({
    issuer: [
      ['C', 'CN'],
      ['O', 'Test Financial'],
      ['OU', 'Certification Authority'],
      ['CN', '2088000000000009'],
    ],
    issuerKey: appPair.privateKey,
  })
  const chained = { ...certTexts, alipayCertPem: forged + appCertPem + classPem }
  expect(mistakeIn(chained)).toBe('alipayCertPem: untrusted_certificate')
})

test('secrets may come wrapped', () => {
  const privateKey = new Secret(appPair.privatePem)
  expect(
    readAlipayConfig({ ...texts, privateKey }, now).privateKey.equals(createPrivateKey(pkcs8)),
  ).toBe(true)
})

const gateways: readonly (readonly [Partial<AlipayTexts>, url: string, warnings: number])[] = [
  [{ gateway: undefined }, 'https://openapi.alipay.com/gateway.do', 0],
  [{ gateway: undefined, sandbox: true }, 'https://openapi-sandbox.dl.alipaydev.com/gateway.do', 0],
  [
    { gateway: 'https://openapi.alipaydev.com/gateway.do' },
    'https://openapi-sandbox.dl.alipaydev.com/gateway.do',
    1,
  ],
  [
    { gateway: 'https://openapi.alipay.com/gateway.do', sandbox: true },
    'https://openapi-sandbox.dl.alipaydev.com/gateway.do',
    1,
  ],
  [
    { gateway: 'http://127.0.0.1:3000/gateway.do', sandbox: true },
    'http://127.0.0.1:3000/gateway.do',
    0,
  ],
]

test.each(gateways)('the gateway of %j is %s', (changes, url, warnings) => {
  const config = readAlipayConfig({ ...texts, ...changes }, now)
  expect(config.gatewayUrl).toBe(url)
  expect(config.warnings).toHaveLength(warnings)
})
