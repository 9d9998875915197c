// One WeChat Pay account, ready to use: keys parsed once, the version of the API chosen. Made from the texts a
// merchant configured, by the role each text plays.

import { createSecretKey, type KeyObject, type X509Certificate } from 'node:crypto'
import { type Instant, instantOf } from '../../core/time.ts'
import { Secret } from '../../kit/secret.ts'
import {
  type Fail,
  isSameKey,
  keyBits,
  readKeyText,
  readPrivateKeyText,
  type Words,
} from '../key-texts.ts'
import { isSameSerial, type PlatformCertificate, readPlatformCertificate } from './certificates.ts'
import { type KeyField, WechatKeyError } from './key-error.ts'
import { isV2SignType, type V2SignType } from './v2-sign.ts'

export type { Words } from '../key-texts.ts'

/** An account of API v3, or an old one of API v2: v3 wherever a v3 key is set. */
export type WechatConfig = V3Config | V2Config

export type V3Config = Readonly<{
  version: 'v3'
  mchId: string
  appId: string
  privateKey: KeyObject
  /** of the merchant's certificate, 40 upper-case hexadecimal characters */
  serialNo: string
  /** when the merchant's certificate runs out; undefined where it was not given */
  certificateUntil: Instant | undefined
  /** 32 bytes; decrypts notices and platform certificates */
  apiV3Key: KeyObject
  /** public-key mode; without it WeChat's certificates are downloaded */
  publicKey: Readonly<{ id: string; key: KeyObject }> | undefined
  /** believed without having been downloaded, each as long as it is valid */
  platformCertificates: readonly PlatformCertificate[]
  /** no trailing slash */
  gatewayUrl: string
  login: LoginConfig
  products: readonly WechatProduct[]
  /** where payment notices go when an order names no other place */
  notifyUrl: string | undefined
  warnings: readonly Words[]
}>

export type V2Config = Readonly<{
  version: 'v2'
  mchId: string
  appId: string
  /** 32 characters, the secret both sides share */
  mchKey: Secret
  signType: V2SignType
  /** what a refund has to show on the TLS connection, both as PEM, and when it runs out */
  clientCert: Readonly<{ cert: string; key: Secret; until: Instant }> | undefined
  gatewayUrl: string
  /** v2's own sandbox; its numbers are unknown to the real gateway */
  sandbox: boolean
  notifyUrl: string | undefined
  warnings: readonly Words[]
}>

/** WeChat's page login. Without the AppSecret no code can be redeemed. */
export type LoginConfig = Readonly<{
  appSecret: Secret | undefined
  /** where the browser goes */
  pageUrl: string
  /** where we redeem the code */
  tokenUrl: string
}>

/** Native, H5 and JSAPI are applied for one by one; H5 is for companies only. */
export type WechatProduct = 'native' | 'h5' | 'jsapi'
export const allProducts: readonly WechatProduct[] = ['native', 'h5', 'jsapi']

/** What a merchant configures. */
export type WechatTexts = Readonly<{
  appId?: string | undefined
  appSecret?: string | Secret | undefined
  mchId: string
  apiV3Key?: string | Secret | undefined
  privateKey?: string | Secret | undefined
  serialNo?: string | undefined
  publicKeyId?: string | undefined
  publicKey?: string | undefined
  /**
   * v3 only: WeChat Pay's certificates known in advance, as PEM. What they sign is verified without asking the
   * gateway, by the serial in each; a serial that is in none of them is looked for in a download as always.
   */
  platformCertificates?: readonly string[] | undefined
  mchKey?: string | Secret | undefined
  /** the merchant's own certificate; API v2 returns money only to a caller that shows it */
  certPem?: string | undefined
  /** v2 only: `MD5` (the protocol's default) or `HMAC-SHA256` */
  signType?: string | undefined
  gateway?: string | undefined
  /** one address for both halves of the login; absent: WeChat's own two hosts */
  loginGateway?: string | undefined
  /** where our own half of it goes, when that is not where browsers go: a simulator behind a proxy */
  loginCallUrl?: string | undefined
  /** the products opened at the merchant platform; absent: all */
  products?: readonly WechatProduct[] | undefined
  /** v2 only */
  sandbox?: boolean | undefined
  notifyUrl?: string | undefined
}>

export const productionGateway = 'https://api.mch.weixin.qq.com'
const loginPageHost = 'https://open.weixin.qq.com'
const loginTokenHost = 'https://api.weixin.qq.com'

const keyBitsMin = 2048
const apiKeyForm = /^[!-~]{32}$/

/** Parses and checks everything. Throws a WechatKeyError naming the field and the mistake. */
export function readWechatConfig(texts: WechatTexts): WechatConfig {
  const mchId = required(texts.mchId, 'mchId')
  const appId = required(texts.appId, 'appId')
  const account = { mchId, appId, notifyUrl: texts.notifyUrl, gatewayUrl: gatewayOf(texts) }
  if (given(texts.apiV3Key)) return readV3Config(texts, account)
  if (given(texts.mchKey)) return readV2Config(texts, account)
  throw new WechatKeyError('apiV3Key', 'no_api_key')
}

type Account = Pick<V3Config, 'mchId' | 'appId' | 'notifyUrl' | 'gatewayUrl'>

function readV3Config(texts: WechatTexts, account: Account): V3Config {
  const apiV3Key = readApiKey(texts.apiV3Key, 'apiV3Key')
  const privateKey = readPrivateKey(required(texts.privateKey, 'privateKey'))
  const certificate = readOwnCertificate(texts, privateKey)
  return Object.freeze({
    version: 'v3',
    ...account,
    privateKey,
    serialNo: readSerialNo(texts.serialNo, certificate),
    certificateUntil: certificate && endOf(certificate),
    apiV3Key: createSecretKey(Buffer.from(apiV3Key, 'ascii')),
    publicKey: readPlatformKey(texts, privateKey),
    platformCertificates: readPlatformCertificates(texts, privateKey),
    login: readLogin(texts),
    products: texts.products ?? allProducts,
    warnings: v3Warnings(texts, apiV3Key),
  })
}

function readV2Config(texts: WechatTexts, account: Account): V2Config {
  const signType = texts.signType ?? 'MD5'
  if (!isV2SignType(signType)) throw new WechatKeyError('signType', 'not_a_sign_type')
  return Object.freeze({
    version: 'v2',
    ...account,
    mchKey: new Secret(readApiKey(texts.mchKey, 'mchKey')),
    signType,
    clientCert: readClientCert(texts),
    sandbox: texts.sandbox ?? false,
    warnings: v2Warnings(texts),
  })
}

/** `serialNo` with leading zeros filled up, as WeChat writes it; or the certificate's own where none is given. */
function readSerialNo(text: string | undefined, certificate: X509Certificate | undefined): string {
  if (!given(text)) {
    if (!certificate) throw new WechatKeyError('serialNo', 'missing')
    return certificate.serialNumber.padStart(serialLength, '0')
  }
  const serialNo = text.trim().toUpperCase()
  if (!/^[0-9A-F]{40}$/.test(serialNo)) throw new WechatKeyError('serialNo', 'not_a_serial')
  if (certificate && !isSameSerial(certificate.serialNumber, serialNo))
    throw new WechatKeyError('serialNo', 'serial_mismatch')
  return serialNo
}

const serialLength = 40

function readPlatformKey(texts: WechatTexts, privateKey: KeyObject): V3Config['publicKey'] {
  const { publicKeyId, publicKey } = texts
  if (!given(publicKeyId) && !given(publicKey)) return undefined
  if (!given(publicKeyId)) throw new WechatKeyError('publicKeyId', 'key_without_id')
  if (!given(publicKey)) throw new WechatKeyError('publicKey', 'id_without_key')
  const id = publicKeyId.trim()
  if (!/^PUB_KEY_ID_[0-9A-Za-z]+$/.test(id))
    throw new WechatKeyError('publicKeyId', 'not_a_public_key_id')

  const found = readKeyText(publicKey, failAt('publicKey'))
  if (found.kind === 'private') throw new WechatKeyError('publicKey', 'private_for_public')
  const key = found.kind === 'certificate' ? found.certificate.publicKey : found.key
  requireRsa(key, 'publicKey')
  if (isSameKey(key, privateKey)) throw new WechatKeyError('publicKey', 'own_key_as_platform_key')
  if (found.kind === 'certificate') throw new WechatKeyError('publicKey', 'certificate_for_public')
  return { id, key }
}

function readPlatformCertificates(
  { platformCertificates = [] }: WechatTexts,
  privateKey: KeyObject,
): V3Config['platformCertificates'] {
  const field = 'platformCertificates'
  return platformCertificates.map((pem) => {
    const certificate = readPlatformCertificate(pem)
    if (!certificate) throw new WechatKeyError(field, 'not_a_platform_certificate')
    const isOwn = isSameKey(certificate.key, privateKey)
    if (isOwn) throw new WechatKeyError(field, 'own_certificate_as_platform_certificate')
    return certificate
  })
}

function readClientCert(texts: WechatTexts): V2Config['clientCert'] {
  if (!given(texts.certPem) || !given(texts.privateKey)) return undefined
  const key = readPrivateKey(texts.privateKey)
  const certificate = readOwnCertificate(texts, key)
  const keyPem = key.export({ type: 'pkcs8', format: 'pem' }).toString()
  return (
    certificate && {
      cert: certificate.toString(),
      key: new Secret(keyPem),
      until: endOf(certificate),
    }
  )
}

function readPrivateKey(text: string | Secret): KeyObject {
  const key = readPrivateKeyText(reveal(text), failAt('privateKey'))
  requireRsa(key, 'privateKey')
  return key
}

function readOwnCertificate(
  { certPem }: WechatTexts,
  privateKey: KeyObject,
): X509Certificate | undefined {
  if (!given(certPem)) return undefined
  const found = readKeyText(certPem, failAt('certPem'))
  if (found.kind !== 'certificate') throw new WechatKeyError('certPem', 'key_for_certificate')
  if (!isSameKey(found.certificate.publicKey, privateKey))
    throw new WechatKeyError('certPem', 'certificate_mismatch')
  return found.certificate
}

function endOf({ validTo }: X509Certificate): Instant {
  return instantOf(Date.parse(validTo))
}

function readApiKey(text: string | Secret | undefined, field: 'apiV3Key' | 'mchKey'): string {
  const key = reveal(text ?? '').trim()
  if (!apiKeyForm.test(key)) throw new WechatKeyError(field, 'not_32_characters')
  return key
}

function readLogin({ appSecret, loginGateway, loginCallUrl }: WechatTexts): LoginConfig {
  const base = given(loginGateway) ? addressOf(loginGateway, 'loginGateway') : undefined
  return {
    appSecret: given(appSecret) ? new Secret(reveal(appSecret).trim()) : undefined,
    pageUrl: `${base ?? loginPageHost}/connect/oauth2/authorize`,
    tokenUrl: `${loginCallUrl ?? base ?? loginTokenHost}/sns/oauth2/access_token`,
  }
}

function gatewayOf({ gateway }: WechatTexts): string {
  return given(gateway) ? addressOf(gateway, 'gateway') : productionGateway
}

/** An address paths can be put behind. */
function addressOf(text: string, field: 'gateway' | 'loginGateway'): string {
  const address = text.trim()
  if (!URL.canParse(address) || !/^https?:[^?#]*$/.test(address))
    throw new WechatKeyError(field, 'not_an_address')
  return address.replace(/\/+$/, '')
}

function v3Warnings({ mchKey, sandbox }: WechatTexts, apiV3Key: string): readonly Words[] {
  return [
    ...(given(mchKey) && reveal(mchKey).trim() === apiV3Key ? [sameKeyWarning] : []),
    ...(sandbox ? [noSandboxWarning] : []),
  ]
}

function v2Warnings(texts: WechatTexts): readonly Words[] {
  const isHalf = given(texts.certPem) !== given(texts.privateKey)
  const hasV3Parts = [texts.serialNo, texts.publicKeyId, texts.publicKey].some(given)
  return [...(isHalf ? [halfCertWarning] : []), ...(hasV3Parts ? [noV3KeyWarning] : [])]
}

const sameKeyWarning: Words = {
  zh: 'API v3 密钥与 API v2 密钥相同：两者在商户平台分别设置，请核对是否填错，并建议改用不同的密钥。',
  en: "The API v3 key and the API v2 key are the same text: they are set separately on the merchant platform. Check that neither is in the other's place; different ones are advised.",
}

const noSandboxWarning: Words = {
  zh: 'API v3 没有沙箱，WECHAT_SANDBOX 不起作用：所有订单都是真实交易。',
  en: 'API v3 has no sandbox, so WECHAT_SANDBOX does nothing: every order is real.',
}

const halfCertWarning: Words = {
  zh: 'API v2 退款需要商户证书 apiclient_cert.pem 和私钥 apiclient_key.pem 两者，目前只填写了其中一个，无法退款。',
  en: 'Refunds of API v2 need both apiclient_cert.pem and apiclient_key.pem; only one of them is set, so nothing can be refunded.',
}

const noV3KeyWarning: Words = {
  zh: '没有填写 API v3 密钥，因此使用 API v2；证书序列号和微信支付公钥不起作用。',
  en: "There is no API v3 key, so API v2 is used; the serial number and WeChat Pay's public key do nothing.",
}

function requireRsa(key: KeyObject, field: 'privateKey' | 'publicKey'): void {
  if (key.asymmetricKeyType !== 'rsa') throw new WechatKeyError(field, 'not_rsa')
  if (keyBits(key) < keyBitsMin) throw new WechatKeyError(field, 'too_small')
}

function required<T extends string | Secret>(text: T | undefined, field: KeyField): T {
  if (!given(text)) throw new WechatKeyError(field, 'missing')
  return text
}

function given<T extends string | Secret>(text: T | undefined): text is T {
  return text !== undefined && reveal(text).trim() !== ''
}

function failAt(field: KeyField): Fail {
  return (mistake) => new WechatKeyError(field, mistake)
}

function reveal(text: string | Secret): string {
  return typeof text === 'string' ? text : text.reveal()
}
