// WeChat Pay's own keys: the public key with its id, and the platform certificates with their rotation.
// All are kept under the data folder, so merchants' copies stay right over a restart.

import {
  createHash,
  createPrivateKey,
  createPublicKey,
  type KeyObject,
  X509Certificate,
} from 'node:crypto'
import type { Clock, Random } from '../../core/ports.ts'
import { dayMs, hourMs, type Instant, instantOf, later } from '../../core/time.ts'
import { generateRsaPair, keepText, keptText, openKeyring } from '../keyring.ts'
import { issueCertificate } from '../x509.ts'
import type { Merchant } from './merchants.ts'

export interface Signer {
  /** What `Wechatpay-Serial` says: the public key's id or a certificate's serial number. */
  readonly serial: string
  readonly privateKey: KeyObject
}

export interface PlatformCertificate extends Signer {
  readonly pem: string
  readonly validFrom: Instant
  readonly validUntil: Instant
}

export interface Rotation {
  /** After which the new certificate signs; it is listed at once. Default 12 h. */
  readonly switchInMs?: number
  /** How long after that the old one is still listed. Default 24 h. */
  readonly overlapMs?: number
}

export interface Keys {
  readonly publicKey: KeyObject
  /** `PUB_KEY_ID_` and digits. */
  readonly publicKeyId: string
  /** The certificates a merchant may download now, oldest first. */
  certificates(): readonly PlatformCertificate[]
  /** Signs what a merchant gets unasked; one in mode `both` gets each kind of key in turn. */
  signerFor(merchant: Merchant): Signer
  /** The key a merchant asked for by name; undefined where it has no such key. */
  signerNamed(merchant: Merchant, serial: string): Signer | undefined
  /** Lists a new certificate and plans the switch to it. Gives back its serial number. */
  rotate(rotation?: Rotation): Promise<string>
  /** A key that is not WeChat Pay's, for forgeries. */
  foreignKey(): Promise<KeyObject>
}

/** What the file holds, one per certificate, oldest first. */
interface Kept {
  readonly privateKeyPem: string
  readonly certificatePem: string
  readonly usedFrom: number
  readonly listedUntil: number | null
}

interface Listed extends PlatformCertificate {
  readonly kept: Kept
}

interface Surroundings {
  readonly folder: string | undefined
  readonly clock: Clock
  readonly random: Random
  readonly merchants: Iterable<Merchant>
}

const certificatesFile = 'wechat-certificates.json'
const certificateLifeMs = 5 * 365 * dayMs

/** Throws when a kept key or certificate cannot be read. */
export async function openKeys(around: Surroundings): Promise<Keys> {
  const { folder, clock, merchants } = around
  const keyring = await openKeyring(folder, 'wechat-private-key.pem')
  const publicKeyId = publicKeyIdOf(keyring.publicKey)
  const platform: Signer = { serial: publicKeyId, privateKey: keyring.privateKey }
  // Valid since an hour ago, so that it is to a merchant whose clock is a little behind ours.
  const makeFirst = async () => JSON.stringify([await issue(around, later(clock.now(), -hourMs))])
  const needsCertificates = [...merchants].some(({ mode }) => mode !== 'public-key')
  let all = needsCertificates
    ? (JSON.parse(await keptText(folder, certificatesFile, makeFirst)) as Kept[]).map(readKept)
    : []
  const turns = new Map<string, number>()

  const certificates = (): readonly Listed[] =>
    all.filter(({ kept }) => kept.listedUntil === null || kept.listedUntil > clock.now())
  const inUse = (): Listed | undefined =>
    all.findLast(({ kept }) => kept.usedFrom <= clock.now()) ?? all[0]

  return {
    publicKey: keyring.publicKey,
    publicKeyId,
    certificates,
    signerFor: ({ mchId, mode }) => {
      if (mode === 'public-key') return platform
      const turn = turns.get(mchId) ?? 0
      turns.set(mchId, turn + 1)
      return mode === 'both' && turn % 2 === 1 ? platform : (inUse() ?? platform)
    },
    signerNamed: ({ mode }, serial) => {
      if (serial === publicKeyId) return mode === 'certificates' ? undefined : platform
      if (mode === 'public-key') return undefined
      return certificates().find((each) => each.serial === serial)
    },
    rotate: async ({ switchInMs = 12 * hourMs, overlapMs = dayMs } = {}) => {
      const now = clock.now()
      const usedFrom = later(now, switchInMs)
      const fresh = readKept({ ...(await issue(around, now)), usedFrom })
      const old = all.map((each) =>
        each.kept.listedUntil === null
          ? { ...each, kept: { ...each.kept, listedUntil: later(usedFrom, overlapMs) } }
          : each,
      )
      all = [...old, fresh]
      keepText(folder, certificatesFile, JSON.stringify(all.map(({ kept }) => kept)))
      return fresh.serial
    },
    foreignKey: () => keyring.foreignKey(),
  }
}

async function issue({ random }: Surroundings, from: Instant): Promise<Kept> {
  const pair = await generateRsaPair()
  const privateKey = createPrivateKey(pair.privateKeyPem)
  const subject = { C: 'CN', O: 'Keytill Simulator', OU: 'WeChat Pay', CN: '微信支付（模拟）' }
  const serial = Buffer.from(random.bytes(20))
  // Between 0x40 and 0x7f a first byte is neither negative nor a leading zero.
  serial.writeUInt8((serial.readUInt8(0) & 0x3f) | 0x40, 0)
  const certificatePem = issueCertificate({
    subject,
    publicKey: createPublicKey(privateKey),
    issuer: subject,
    issuerKey: privateKey,
    isAuthority: false,
    serial,
    validity: { from, until: later(from, certificateLifeMs) },
  })
  return { privateKeyPem: pair.privateKeyPem, certificatePem, usedFrom: from, listedUntil: null }
}

function readKept(kept: Kept): Listed {
  const certificate = new X509Certificate(kept.certificatePem)
  return {
    kept,
    serial: certificate.serialNumber,
    privateKey: createPrivateKey(kept.privateKeyPem),
    pem: kept.certificatePem,
    validFrom: instantOf(Date.parse(certificate.validFrom)),
    validUntil: instantOf(Date.parse(certificate.validTo)),
  }
}

/** Digits that follow from the key, so that they stay as long as it does. */
function publicKeyIdOf(key: KeyObject): string {
  const der = key.export({ type: 'spki', format: 'der' })
  const digits = BigInt(`0x${createHash('sha256').update(der).digest('hex')}`).toString()
  return `PUB_KEY_ID_0${digits.slice(0, 27)}`
}
