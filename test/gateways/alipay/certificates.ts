// Throwaway certificates with chosen names, dates and issuers, which Node can read but not write. They are
// as small as X.509 allows.

import { createPublicKey, type KeyObject, sign } from 'node:crypto'
import { formatShanghai, type Instant, later } from '../../../src/core/time.ts'

export type CertificateOrder = Readonly<{
  /** attributes in the order of the certificate, most general first */
  subject: readonly (readonly [type: keyof typeof attributeOids, value: string])[]
  issuer: CertificateOrder['subject']
  key: KeyObject
  issuerKey: KeyObject
  serial: string
  from: Instant
  until: Instant
  isAuthority?: boolean
  hash?: keyof typeof signatureOids
}>

const attributeOids = {
  C: [0x55, 4, 6],
  L: [0x55, 4, 7],
  ST: [0x55, 4, 8],
  O: [0x55, 4, 10],
  OU: [0x55, 4, 11],
  CN: [0x55, 4, 3],
}
const signatureOids = {
  sha256: [0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 1, 1, 11],
  sha1: [0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 1, 1, 5],
  ecdsa: [0x2a, 0x86, 0x48, 0xce, 0x3d, 4, 3, 2],
}
const basicConstraints = [0x55, 0x1d, 0x13]

/** The certificate as PEM. `serial` is hexadecimal. */
export function makeCertificate(order: CertificateOrder): string {
  const { hash = 'sha256', issuerKey } = order
  const algorithm = tlv(0x30, tlv(0x06, signatureOids[hash]), hash === 'ecdsa' ? [] : tlv(5))
  const constraint = tlv(0x30, order.isAuthority ? tlv(1, [0xff]) : [])
  const body = tlv(
    0x30,
    tlv(0xa0, tlv(2, [2])),
    tlv(2, Buffer.from(order.serial, 'hex')),
    algorithm,
    nameOf(order.issuer),
    tlv(0x30, timeOf(order.from), timeOf(order.until)),
    nameOf(order.subject),
    createPublicKey(order.key).export({ type: 'spki', format: 'der' }),
    tlv(0xa3, tlv(0x30, tlv(0x30, tlv(6, basicConstraints), tlv(4, constraint)))),
  )
  const signature = sign(hash === 'sha1' ? 'sha1' : 'sha256', body, issuerKey)
  const der = tlv(0x30, body, algorithm, tlv(3, [0], signature))
  const lines = der.toString('base64').match(/.{1,64}/g) ?? []
  return `-----BEGIN CERTIFICATE-----\n${lines.join('\n')}\n-----END CERTIFICATE-----\n`
}

function nameOf(name: CertificateOrder['subject']): Buffer {
  return tlv(
    0x30,
    ...name.map(([type, value]) =>
      tlv(0x31, tlv(0x30, tlv(6, attributeOids[type]), tlv(0x0c, Buffer.from(value, 'utf8')))),
    ),
  )
}

/** UTCTime */
function timeOf(at: Instant): Buffer {
  const shanghaiOffsetMs = 8 * 3_600_000
  const digits = formatShanghai(later(at, -shanghaiOffsetMs)).replace(/\D/g, '').slice(2)
  return tlv(0x17, Buffer.from(`${digits}Z`, 'ascii'))
}

function tlv(tag: number, ...parts: readonly (Uint8Array | readonly number[])[]): Buffer {
  const value = Buffer.concat(parts.map((part) => Buffer.from(part)))
  const { length } = value
  const size =
    length < 0x80 ? [length] : length < 0x100 ? [0x81, length] : [0x82, length >> 8, length & 0xff]
  return Buffer.concat([Buffer.from([tag, ...size]), value])
}
