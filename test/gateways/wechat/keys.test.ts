// What merchants configure for WeChat Pay, and the mistakes they make.

import { createPublicKey, generateKeyPairSync } from 'node:crypto'
import { describe, expect, test } from 'vitest'
import { readWechatConfig, type WechatTexts } from '../../../src/gateways/wechat/config.ts'
import { WechatKeyError } from '../../../src/gateways/wechat/key-error.ts'
import { Secret } from '../../../src/kit/secret.ts'
import {
  aConfig,
  certificateMode,
  issue,
  merchantCertPem,
  merchantPair,
  otherPair,
  platformPair,
  platformSerial,
  serialNo,
  smallPair,
  texts,
} from './accounts.ts'

const pkcs8 = merchantPair.privatePem.trim()
const pkcs1 = merchantPair.privateKey.export({ type: 'pkcs1', format: 'pem' }).toString().trim()
const own = merchantPair.publicPem
const { privateKey: curveKey } = generateKeyPairSync('ec', { namedCurve: 'prime256v1' })
const curvePem = curveKey.export({ type: 'pkcs8', format: 'pem' }).toString()
const curvePublic = createPublicKey(curveKey).export({ type: 'spki', format: 'pem' }).toString()

function bare(pem: string): string {
  return pem.replace(/-----[^-]*-----|\s/g, '')
}

const spellings: readonly (readonly [name: string, spell: (pem: string) => string])[] = [
  ['real line breaks', (pem) => pem],
  ['\\n as two characters', (pem) => pem.replaceAll('\n', '\\n')],
  ['# for line breaks', (pem) => `${pem.replaceAll('\n', '#')}#`],
  ['surrounding quotes', (pem) => `"${pem.replaceAll('\n', '\\n')}"`],
  ['one line of bare base64', bare],
  ['an invented header', (pem) => pem.replaceAll(/(BEGIN|END) [A-Z ]+/g, '$1 mch PRIVATE KEY')],
]

test.each(spellings)('a private key is read with %s', (_, spell) => {
  for (const pem of [pkcs8, pkcs1]) {
    const { privateKey } = aConfig({ privateKey: new Secret(spell(pem)) })
    expect(createPublicKey(privateKey).equals(merchantPair.publicKey)).toBe(true)
  }
})

test.each(spellings)('WeChat Pay’s public key is read with %s', (_, spell) => {
  const { publicKey } = aConfig({ publicKey: spell(platformPair.publicPem.trim()) })
  expect(publicKey?.key.equals(platformPair.publicKey)).toBe(true)
})

function mistakeIn(changes: Partial<WechatTexts>): string {
  try {
    readWechatConfig({ ...texts, ...changes })
  } catch (error) {
    if (error instanceof WechatKeyError) return `${error.field}: ${error.code}`
    throw error
  }
  return 'none'
}

const v2Only = { apiV3Key: undefined, mchKey: 'developmentV2Key0123456789abcdef' }

const mistakes: readonly (readonly [wanted: string, changes: Partial<WechatTexts>])[] = [
  ['none', {}],
  ['none', certificateMode],
  ['none', { ...certificateMode, certPem: merchantCertPem }],
  ['appId: missing', { appId: undefined }],
  ['mchId: missing', { mchId: ' ' }],
  ['apiV3Key: no_api_key', { apiV3Key: undefined }],
  ['apiV3Key: not_32_characters', { apiV3Key: 'x'.repeat(31) }],
  ['apiV3Key: not_32_characters', { apiV3Key: '密'.repeat(32) }],
  ['privateKey: missing', { privateKey: undefined }],
  ['privateKey: missing', { privateKey: new Secret(' ') }],
  ['privateKey: certificate_for_private', { privateKey: merchantCertPem }],
  ['privateKey: public_for_private', { privateKey: platformPair.publicPem }],
  ['privateKey: not_rsa', { privateKey: curvePem }],
  ['privateKey: too_small', { privateKey: smallPair.privatePem }],
  ['privateKey: truncated', { privateKey: bare(pkcs8).slice(0, 900) }],
  ['privateKey: not_base64', { privateKey: 'your-private-key' }],
  ['privateKey: not_a_key', { privateKey: 'abcd' }],
  ['serialNo: missing', { serialNo: undefined }],
  ['serialNo: not_a_serial', { serialNo: serialNo.slice(1) }],
  ['serialNo: not_a_serial', { serialNo: `Z${serialNo.slice(1)}` }],
  ['serialNo: serial_mismatch', { serialNo: platformSerial, certPem: merchantCertPem }],
  ['certPem: certificate_mismatch', { certPem: issue(serialNo) }],
  ['certPem: key_for_certificate', { certPem: pkcs8 }],
  ['publicKey: id_without_key', { publicKey: undefined }],
  ['publicKeyId: key_without_id', { publicKeyId: undefined }],
  ['publicKeyId: not_a_public_key_id', { publicKeyId: platformSerial }],
  ['publicKey: private_for_public', { publicKey: otherPair.privatePem }],
  ['publicKey: own_key_as_platform_key', { publicKey: own }],
  ['publicKey: own_key_as_platform_key', { publicKey: merchantCertPem }],
  ['publicKey: certificate_for_public', { publicKey: issue(platformSerial) }],
  ['publicKey: not_rsa', { publicKey: curvePublic }],
  ['publicKey: too_small', { publicKey: smallPair.publicPem }],
  ['gateway: not_an_address', { gateway: 'api.mch.weixin.qq.com' }],
  ['gateway: not_an_address', { gateway: 'http://127.0.0.1:3000/?a=1' }],
  ['loginGateway: not_an_address', { loginGateway: 'ftp://shop.example' }],
  ['none', v2Only],
  ['appId: missing', { ...v2Only, appId: undefined }],
  ['mchKey: not_32_characters', { ...v2Only, mchKey: 'short' }],
  ['signType: not_a_sign_type', { ...v2Only, signType: 'RSA' }],
  ['certPem: certificate_mismatch', { ...v2Only, certPem: issue(serialNo) }],
]

describe('a mistake is named:', () => {
  test.each(mistakes)('%s (%#)', (wanted, changes) => {
    expect(mistakeIn(changes)).toBe(wanted)
  })

  test('in both languages, without any part of a key', () => {
    const secret = bare(pkcs8).slice(0, 900)
    try {
      aConfig({ privateKey: secret })
      expect.unreachable()
    } catch (error) {
      if (!(error instanceof WechatKeyError)) throw error
      expect(error.zh).toMatch(/\p{Script=Han}/u)
      expect(error.en).not.toMatch(/\p{Script=Han}/u)
      expect(`${error.message} ${error.stack}`).not.toContain(secret.slice(30, 60))
    }
  })
})

describe('the serial number', () => {
  test('is folded to upper case', () => {
    expect(aConfig({ serialNo: ` ${serialNo.toLowerCase()}\n` }).serialNo).toBe(serialNo)
  })

  test('comes from the certificate where none is given, its leading zeros kept', () => {
    const short = `00${serialNo.slice(2)}`
    const certPem = issue(short.slice(2), { key: merchantPair.privateKey })
    expect(aConfig({ serialNo: undefined, certPem }).serialNo).toBe(short)
    expect(aConfig({ serialNo: short, certPem }).serialNo).toBe(short)
  })
})

const warned: readonly (readonly [words: RegExp, changes: Partial<WechatTexts>])[] = [
  [/same text/, { mchKey: texts.apiV3Key }],
  [/no sandbox/, { sandbox: true }],
  [/no API v3 key/, v2Only],
  [/only one of them/, { ...v2Only, privateKey: undefined, certPem: merchantCertPem }],
]

test.each(warned)('%s is a warning', (words, changes) => {
  const { warnings } = readWechatConfig({ ...texts, ...changes })
  expect(warnings.some(({ en }) => words.test(en))).toBe(true)
})

test('an account that is right has no warnings', () => {
  expect(aConfig({ mchKey: 'developmentV2Key0123456789abcdef' }).warnings).toEqual([])
})

test('a v2 account keeps certificate and key for refunds as PEM, the key hidden', () => {
  const config = readWechatConfig({
    ...texts,
    ...v2Only,
    certPem: merchantCertPem,
    privateKey: pkcs1,
  })
  if (config.version !== 'v2') throw new Error('not v2')
  const { cert, key } = config.clientCert ?? {}
  expect(cert).toContain('BEGIN CERTIFICATE')
  expect(key?.reveal()).toContain('BEGIN PRIVATE KEY')
  expect(JSON.stringify(config)).not.toMatch(/BEGIN PRIVATE|developmentV2Key/)
})

test('addresses lose their trailing slashes, and the login has WeChat’s own two hosts or one other', () => {
  expect(aConfig({ gateway: 'http://127.0.0.1:3000/wechat//' }).gatewayUrl).toBe(
    'http://127.0.0.1:3000/wechat',
  )
  expect(aConfig({ gateway: undefined }).gatewayUrl).toBe('https://api.mch.weixin.qq.com')
  expect(aConfig().login).toMatchObject({
    pageUrl: 'https://open.weixin.qq.com/connect/oauth2/authorize',
    tokenUrl: 'https://api.weixin.qq.com/sns/oauth2/access_token',
  })
  expect(aConfig({ loginGateway: 'http://127.0.0.1:3000/' }).login).toMatchObject({
    pageUrl: 'http://127.0.0.1:3000/connect/oauth2/authorize',
    tokenUrl: 'http://127.0.0.1:3000/sns/oauth2/access_token',
  })
  const split = { loginGateway: 'https://shop.example', loginCallUrl: 'http://127.0.0.1:3000' }
  expect(aConfig(split).login).toMatchObject({
    pageUrl: 'https://shop.example/connect/oauth2/authorize',
    tokenUrl: 'http://127.0.0.1:3000/sns/oauth2/access_token',
  })
})
