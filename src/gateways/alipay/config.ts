// One Alipay account, ready to use: keys parsed once, the gateway chosen. Made from the texts a merchant
// configured, by the role each text plays.

import type { KeyObject } from 'node:crypto'
import { type Instant, instantOf } from '../../core/time.ts'
import type { Secret } from '../../kit/secret.ts'
import { readBase64 } from '../base64.ts'
import type { Words } from '../key-texts.ts'
import {
  type CertificateFacts,
  certificateSn,
  isIssuedUnder,
  openCertificate,
  readCertificates,
  rootSn,
} from './certificates.ts'
import { AlipayKeyError, type KeyField } from './key-error.ts'
import { isSameKey, readPrivateKey, readPublicKey, requireKeySize } from './keys.ts'
import { isSignType, type SignType } from './sign.ts'

export type AlipayConfig = Readonly<{
  appId: string
  privateKey: KeyObject
  signType: SignType
  verify: Verification
  gatewayUrl: string
  /** where our own calls go, when that is not where browsers go */
  callUrl: string | undefined
  /** 2088…: who must be named as seller in what comes in; undefined: nobody is checked */
  sellerId: string | undefined
  /** 16 bytes; content is encrypted where it is set */
  aesKey: Buffer | undefined
  /** buyers may sign in with their Alipay account */
  offersSignIn: boolean
  /** where payment notices go when an order names no other place */
  notifyUrl: string | undefined
  qrProductCode: QrProductCode
  /** odd, but no reason not to start */
  warnings: readonly Words[]
}>

/** How Alipay's signatures are verified: by its public key, or by its certificate. */
export type Verification =
  | Readonly<{ mode: 'key'; alipayPublicKey: KeyObject; ownPublicKey: KeyObject | undefined }>
  | Readonly<{
      mode: 'cert'
      alipayPublicKey: KeyObject
      alipayCertSn: string
      appCertSn: string
      rootCertSn: string
      /** when the first of the two certificates runs out */
      validUntil: Instant
    }>

/** 当面付, or the contract 订单码支付 (fact sheet Alipay, section 12.4). */
export type QrProductCode = 'FACE_TO_FACE_PAYMENT' | 'QR_CODE_OFFLINE'

export type { Words } from '../key-texts.ts'

/** What a merchant configures. Certificate mode where a certificate is given, key mode otherwise. */
export type AlipayTexts = Readonly<{
  appId: string
  privateKey: string | Secret
  alipayPublicKey?: string | undefined
  /** the app's own public key, checked against the private key */
  ownPublicKey?: string | undefined
  appCertPem?: string | undefined
  alipayCertPem?: string | undefined
  rootCertPem?: string | undefined
  /** `RSA2` (default) or `RSA` */
  signType?: string | undefined
  gateway?: string | undefined
  /** where our own calls go, when that is not where browsers go: a simulator behind a proxy */
  callUrl?: string | undefined
  sandbox?: boolean | undefined
  sellerId?: string | undefined
  /** base64 of 16 bytes */
  aesKey?: string | Secret | undefined
  /** whether buyers may sign in with their Alipay account */
  offersSignIn?: boolean | undefined
  notifyUrl?: string | undefined
  qrProductCode?: QrProductCode | undefined
}>

export const productionGateway = 'https://openapi.alipay.com/gateway.do'
export const sandboxGateway = 'https://openapi-sandbox.dl.alipaydev.com/gateway.do'
/** Its certificate has expired and it knows no present app (fact sheet Alipay, section 1). */
const retiredHost = 'openapi.alipaydev.com'

const aesKeyLength = 16

/**
 * Parses and checks everything; `now` decides whether certificates are still valid. Throws an AlipayKeyError
 * naming the field and the mistake.
 */
export function readAlipayConfig(
  texts: AlipayTexts,
  now: Instant = instantOf(Date.now()),
): AlipayConfig {
  const signType = texts.signType ?? 'RSA2'
  if (!isSignType(signType)) throw new AlipayKeyError('signType', 'not_a_sign_type')
  const privateKey = readPrivateKey(reveal(texts.privateKey))
  requireKeySize(privateKey, signType, 'privateKey')
  const account = { privateKey, signType, now }
  const isCertMode = [texts.appCertPem, texts.alipayCertPem, texts.rootCertPem].some(
    (text) => text !== undefined,
  )
  const { gatewayUrl, warnings } = chooseGateway(texts)
  return Object.freeze({
    appId: texts.appId,
    privateKey,
    signType,
    verify: isCertMode ? readCertVerification(texts, account) : readKeyVerification(texts, account),
    gatewayUrl,
    callUrl: texts.callUrl,
    sellerId: texts.sellerId,
    aesKey: texts.aesKey === undefined ? undefined : readAesKey(reveal(texts.aesKey)),
    offersSignIn: texts.offersSignIn ?? false,
    notifyUrl: texts.notifyUrl,
    qrProductCode: texts.qrProductCode ?? 'FACE_TO_FACE_PAYMENT',
    warnings,
  })
}

type Account = Readonly<{ privateKey: KeyObject; signType: SignType; now: Instant }>

function readKeyVerification(texts: AlipayTexts, { privateKey, signType }: Account): Verification {
  const alipayPublicKey = readPublicKey(required(texts, 'alipayPublicKey'), 'alipayPublicKey')
  if (isSameKey(alipayPublicKey, privateKey))
    throw new AlipayKeyError('alipayPublicKey', 'own_key_as_alipay_key')
  requireKeySize(alipayPublicKey, signType, 'alipayPublicKey')

  if (texts.ownPublicKey === undefined)
    return { mode: 'key', alipayPublicKey, ownPublicKey: undefined }
  const ownPublicKey = readPublicKey(texts.ownPublicKey, 'ownPublicKey')
  if (!isSameKey(ownPublicKey, privateKey))
    throw new AlipayKeyError('ownPublicKey', 'own_key_mismatch')
  return { mode: 'key', alipayPublicKey, ownPublicKey }
}

function readCertVerification(texts: AlipayTexts, account: Account): Verification {
  const roots = readCertificates(required(texts, 'rootCertPem'), 'rootCertPem')
  const rootCertSn = rootSn(roots)
  if (rootCertSn === '' || !roots.every((root) => root.isSelfIssued))
    throw new AlipayKeyError('rootCertPem', 'wrong_certificate')

  const app = readLeaf(required(texts, 'appCertPem'), 'appCertPem', { ...account, roots })
  if (!isSameKey(app.key, account.privateKey))
    throw new AlipayKeyError('appCertPem', 'certificate_mismatch')

  const alipay = readLeaf(required(texts, 'alipayCertPem'), 'alipayCertPem', { ...account, roots })
  if (isSameKey(alipay.key, account.privateKey))
    throw new AlipayKeyError('alipayCertPem', 'wrong_certificate')
  if (!isIssuedUnder(alipay.file, roots))
    throw new AlipayKeyError('alipayCertPem', 'untrusted_certificate')

  return {
    mode: 'cert',
    alipayPublicKey: alipay.key,
    alipayCertSn: alipay.sn,
    appCertSn: app.sn,
    rootCertSn,
    validUntil: instantOf(Math.min(app.validUntil, alipay.validUntil)),
  }
}

type Surroundings = Pick<Account, 'signType' | 'now'> &
  Readonly<{ roots: readonly CertificateFacts[] }>

/** The certificate a file is about: its first, not the root's, valid now, with an RSA key of the right size. */
function readLeaf(text: string, field: KeyField, { signType, now, roots }: Surroundings) {
  const file = readCertificates(text, field)
  const [facts] = file
  if (!facts) throw new AlipayKeyError(field, 'missing')
  if (roots.some((root) => root.der.equals(facts.der)))
    throw new AlipayKeyError(field, 'wrong_certificate')

  const certificate = openCertificate(facts)
  if (certificate?.publicKey.asymmetricKeyType !== 'rsa') throw new AlipayKeyError(field, 'not_rsa')
  const validUntil = Date.parse(certificate.validTo)
  if (validUntil <= now) throw new AlipayKeyError(field, 'certificate_expired')
  if (Date.parse(certificate.validFrom) > now)
    throw new AlipayKeyError(field, 'certificate_not_yet_valid')
  requireKeySize(certificate.publicKey, signType, field)
  return { file, key: certificate.publicKey, sn: certificateSn(facts), validUntil }
}

/** `ALIPAY_GATEWAY` wins where it names anything but production; the retired sandbox becomes the present one. */
function chooseGateway({
  gateway,
  sandbox,
}: AlipayTexts): Pick<AlipayConfig, 'gatewayUrl' | 'warnings'> {
  if (gateway === undefined)
    return { gatewayUrl: sandbox ? sandboxGateway : productionGateway, warnings: [] }
  if (!URL.canParse(gateway) || !/^https?:$/.test(new URL(gateway).protocol))
    throw new AlipayKeyError('gateway', 'not_an_address')

  const { hostname } = new URL(gateway)
  if (hostname === retiredHost) return { gatewayUrl: sandboxGateway, warnings: [retiredWarning] }
  const isContradiction = sandbox === true && hostname === new URL(productionGateway).hostname
  if (isContradiction) return { gatewayUrl: sandboxGateway, warnings: [contradictionWarning] }
  return { gatewayUrl: gateway, warnings: [] }
}

const retiredWarning: Words = {
  zh: `网关 ${retiredHost} 已停用，改用现行沙箱网关 ${sandboxGateway}；旧沙箱的应用需要重新创建。`,
  en: `The gateway ${retiredHost} is retired; using the present sandbox ${sandboxGateway}. Apps of the old sandbox have to be made again.`,
}

const contradictionWarning: Words = {
  zh: `已设置沙箱模式，忽略正式网关地址，使用 ${sandboxGateway}。`,
  en: `Sandbox is on, so the production gateway's address is ignored; using ${sandboxGateway}.`,
}

function required(
  texts: AlipayTexts,
  field: 'alipayPublicKey' | 'appCertPem' | 'alipayCertPem' | 'rootCertPem',
): string {
  const text = texts[field]
  if (text === undefined) throw new AlipayKeyError(field, 'missing')
  return text
}

function readAesKey(text: string): Buffer {
  const key = readBase64(text.trim())
  if (key?.length !== aesKeyLength) throw new AlipayKeyError('aesKey', 'not_an_aes_key')
  return key
}

function reveal(text: string | Secret): string {
  return typeof text === 'string' ? text : text.reveal()
}
