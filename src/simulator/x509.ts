// Just enough X.509 to issue the certificates of both platforms, which Node can read but not write, and the
// serial text ("SN") by which Alipay's requests and replies name a certificate.

import { createHash, type KeyObject, sign, X509Certificate } from 'node:crypto'
import { type Instant, parseShanghai } from '../core/time.ts'
import { assert } from '../kit/assert.ts'

/** Distinguished name, most general attribute first. */
export interface DistinguishedName {
  readonly C: string
  readonly O: string
  readonly OU: string
  readonly CN: string
}

export interface CertificateRequest {
  readonly subject: DistinguishedName
  readonly publicKey: KeyObject
  readonly issuer: DistinguishedName
  readonly issuerKey: KeyObject
  readonly isAuthority: boolean
  /** Up to 20 bytes, the first between 0x40 and 0x7f; by default taken from subject and key. */
  readonly serial?: Buffer
  /** By default 2020 to 2049. */
  readonly validity?: Validity
}

export interface Validity {
  readonly from: Instant
  readonly until: Instant
}

const attributeOids = {
  C: '2.5.4.6',
  O: '2.5.4.10',
  OU: '2.5.4.11',
  CN: '2.5.4.3',
} satisfies Record<keyof DistinguishedName, string>
const sha256WithRsa = '1.2.840.113549.1.1.11'
const basicConstraints = '2.5.29.19'

/**
 * Issues an RSA-SHA256 certificate as PEM. The same request gives the same bytes: unless they are given, its
 * serial comes from subject and key and its dates are fixed, so it need not be kept and never runs out.
 */
export function issueCertificate(request: CertificateRequest): string {
  const body = certificateBody(request)
  const signature = sign('RSA-SHA256', body, request.issuerKey)
  const der = sequence(body, algorithm(), tlv(0x03, Buffer.of(0), signature))
  const lines = der.toString('base64').match(/.{1,64}/g) ?? []
  return `-----BEGIN CERTIFICATE-----\n${lines.join('\n')}\n-----END CERTIFICATE-----\n`
}

/**
 * Lower-case md5 hex of issuer text and decimal serial (fact sheet Alipay, section 8): the issuer's
 * attributes most special first, joined by commas.
 */
export function certificateSn(pem: string): string {
  const certificate = new X509Certificate(pem)
  const issuer = certificate.issuer
    .split('\n')
    .reverse()
    .map((attribute) => attribute.replace(/\\(.)/g, '$1'))
    .join(',')
  const serial = BigInt(`0x${certificate.serialNumber}`).toString()
  return createHash('md5')
    .update(issuer + serial, 'utf8')
    .digest('hex')
}

function certificateBody(request: CertificateRequest): Buffer {
  const key = request.publicKey.export({ type: 'spki', format: 'der' })
  const subject = distinguishedName(request.subject)
  const { serial = serialOf(subject, key), validity = longValidity() } = request
  const version3 = tlv(0xa0, integer(Buffer.of(2)))
  const constraints = sequence(
    objectId(basicConstraints),
    tlv(0x01, Buffer.of(0xff)),
    tlv(0x04, request.isAuthority ? sequence(tlv(0x01, Buffer.of(0xff))) : sequence()),
  )
  return sequence(
    version3,
    integer(serial),
    algorithm(),
    distinguishedName(request.issuer),
    sequence(time(validity.from), time(validity.until)),
    subject,
    key,
    tlv(0xa3, sequence(constraints)),
  )
}

function serialOf(subject: Buffer, key: Buffer): Buffer {
  const serial = createHash('sha256').update(subject).update(key).digest().subarray(0, 16)
  // Between 0x40 and 0x7f a first byte is neither negative nor a leading zero.
  serial.writeUInt8((serial.readUInt8(0) & 0x3f) | 0x40, 0)
  return serial
}

function distinguishedName(name: DistinguishedName): Buffer {
  const attribute = (type: keyof DistinguishedName) => {
    // A country is a PrintableString by definition; everything else may be Chinese.
    const text = tlv(type === 'C' ? 0x13 : 0x0c, Buffer.from(name[type], 'utf8'))
    return tlv(0x31, sequence(objectId(attributeOids[type]), text))
  }
  return sequence(attribute('C'), attribute('O'), attribute('OU'), attribute('CN'))
}

function algorithm(): Buffer {
  return sequence(objectId(sha256WithRsa), tlv(0x05))
}

function objectId(dotted: string): Buffer {
  const [first = 0, second = 0, ...rest] = dotted.split('.').map(Number)
  const bytes = [first * 40 + second]
  for (const arc of rest) {
    const groups = [arc & 0x7f]
    for (let left = arc >> 7; left > 0; left >>= 7) groups.unshift((left & 0x7f) | 0x80)
    bytes.push(...groups)
  }
  return tlv(0x06, Buffer.from(bytes))
}

function sequence(...parts: readonly Buffer[]): Buffer {
  return tlv(0x30, ...parts)
}

function integer(bytes: Buffer): Buffer {
  return tlv(0x02, bytes)
}

/** UTCTime, which ends with 2049. */
function time(at: Instant): Buffer {
  const text = new Date(at).toISOString().slice(2, 19).replace(/\D/g, '')
  return tlv(0x17, Buffer.from(`${text}Z`, 'ascii'))
}

function longValidity(): Validity {
  const [from, until] = ['2020-01-01 08:00:00', '2050-01-01 07:59:59'].map(parseShanghai)
  assert(from !== undefined && until !== undefined, 'two moments')
  return { from, until }
}

function tlv(tag: number, ...parts: readonly Buffer[]): Buffer {
  const value = Buffer.concat(parts)
  if (value.length < 0x80) return Buffer.concat([Buffer.of(tag, value.length), value])
  const size =
    value.length > 0xff ? [0x82, value.length >> 8, value.length & 0xff] : [0x81, value.length]
  return Buffer.concat([Buffer.of(tag, ...size), value])
}
