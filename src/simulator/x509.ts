// Just enough X.509 to issue the certificates of Alipay's certificate mode, which Node can read but not
// write, and the serial text ("SN") by which requests and replies name a certificate.

import { createHash, type KeyObject, sign, X509Certificate } from 'node:crypto'

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
 * Issues an RSA-SHA256 certificate as PEM. The same request gives the same bytes: its serial comes from
 * subject and key and its dates are fixed, so certificates need not be kept and never run out.
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
  const version3 = tlv(0xa0, integer(Buffer.of(2)))
  const constraints = sequence(
    objectId(basicConstraints),
    tlv(0x01, Buffer.of(0xff)),
    tlv(0x04, request.isAuthority ? sequence(tlv(0x01, Buffer.of(0xff))) : sequence()),
  )
  return sequence(
    version3,
    integer(serialOf(subject, key)),
    algorithm(),
    distinguishedName(request.issuer),
    sequence(time('200101000000Z'), time('491231235959Z')),
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

function time(text: string): Buffer {
  return tlv(0x17, Buffer.from(text, 'ascii'))
}

function tlv(tag: number, ...parts: readonly Buffer[]): Buffer {
  const value = Buffer.concat(parts)
  if (value.length < 0x80) return Buffer.concat([Buffer.of(tag, value.length), value])
  const size =
    value.length > 0xff ? [0x82, value.length >> 8, value.length & 0xff] : [0x81, value.length]
  return Buffer.concat([Buffer.of(tag, ...size), value])
}
