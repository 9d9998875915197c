// WeChat Pay's own certificates, as they come out of the download: encrypted with the API v3 key, which is
// what makes the very first one believable (fact sheet WeChat Pay, section 4).

import { type KeyObject, X509Certificate } from 'node:crypto'
import { type Instant, instantOf } from '../../core/time.ts'
import { isObject, type JsonObject, readObject, textIn } from '../json.ts'
import { decryptResource } from './cipher.ts'

export type PlatformCertificate = Readonly<{
  /** upper-case hexadecimal, as the list announces it or else as it stands in the certificate */
  serialNo: string
  key: KeyObject
  pem: string
  validFrom: Instant
  validUntil: Instant
}>

/** Certificates of another family (SM2) stand in the list of some accounts. */
const ourAlgorithm = 'AEAD_AES_256_GCM'

/**
 * The certificates in a reply to `GET /v3/certificates`, decrypted, each with the serial number it was announced
 * with; or a reason (a text) why the list is not believed. That the reply is signed is not looked at here.
 */
export function readCertificateList(
  body: Uint8Array,
  apiV3Key: KeyObject,
): readonly PlatformCertificate[] | string {
  const reply = readObject(body)
  if (typeof reply === 'string') return reply
  if (!Array.isArray(reply.data)) return 'no certificate list'

  const certificates: PlatformCertificate[] = []
  for (const entry of reply.data as readonly unknown[]) {
    if (!isObject(entry) || !isObject(entry.encrypt_certificate)) return 'no certificate list'
    if (textIn(entry.encrypt_certificate, 'algorithm') !== ourAlgorithm) continue
    const certificate = readEntry(entry, entry.encrypt_certificate, apiV3Key)
    if (typeof certificate === 'string') return certificate
    certificates.push(certificate)
  }
  return certificates
}

/** What the list says when the API v3 key is another than the account's. */
export const undecryptable = 'a certificate cannot be decrypted with the API v3 key'

function readEntry(
  entry: JsonObject,
  sealed: JsonObject,
  apiV3Key: KeyObject,
): PlatformCertificate | string {
  const pem = decryptResource(sealed, apiV3Key)?.toString('utf8')
  if (pem === undefined) return undecryptable
  const certificate = readPlatformCertificate(pem)
  if (!certificate) return 'not an RSA certificate'
  const serialNo = (textIn(entry, 'serial_no') ?? '').toUpperCase()
  return isSameSerial(certificate.serialNo, serialNo)
    ? { ...certificate, serialNo }
    : 'a certificate with another serial than announced'
}

/** A certificate out of its PEM; undefined for any other text, and for another kind of key than RSA. */
export function readPlatformCertificate(pem: string): PlatformCertificate | undefined {
  const { certificate, key } = openPem(pem) ?? {}
  if (!certificate || key?.asymmetricKeyType !== 'rsa') return undefined
  return {
    serialNo: certificate.serialNumber.toUpperCase(),
    key,
    pem,
    validFrom: instantOf(Date.parse(certificate.validFrom)),
    validUntil: instantOf(Date.parse(certificate.validTo)),
  }
}

/** Whether two texts are one serial number, in either case and however many zeros they begin with. */
export function isSameSerial(one: string, other: string): boolean {
  const plain = (text: string) => text.toUpperCase().replace(/^0+/, '')
  return plain(one) === plain(other)
}

/** Node tells by throwing that a text is no certificate, or that it does not know the kind of its key. */
function openPem(pem: string) {
  try {
    const certificate = new X509Certificate(pem)
    return { certificate, key: certificate.publicKey }
  } catch {
    return undefined
  }
}
