// Certificate mode: the serial texts ("SN") by which requests and replies name certificates, and whether
// Alipay's certificate was issued under the root file (fact sheet Alipay, section 8).

import { createHash, X509Certificate } from 'node:crypto'
import { childrenOf, type Der, readDer, readDerText, readObjectId } from '../der.ts'
import { readBlocks } from '../key-texts.ts'
import { AlipayKeyError, type KeyField } from './key-error.ts'
import { failAt } from './keys.ts'

/** What an SN is made of, and the algorithm that decides whether a root counts. */
export type CertificateFacts = Readonly<{
  der: Buffer
  /** most special attribute first: `CN=…,OU=…,O=…,C=CN` */
  issuerName: string
  isSelfIssued: boolean
  /** unsigned decimal */
  serial: string
  signatureOid: string
}>

const rsaFamily = '1.2.840.113549.1.1'

const shortNames: Readonly<Record<string, string>> = {
  '2.5.4.3': 'CN',
  '2.5.4.6': 'C',
  '2.5.4.7': 'L',
  '2.5.4.8': 'ST',
  '2.5.4.10': 'O',
  '2.5.4.11': 'OU',
  '1.2.840.113549.1.9.1': 'E',
}

/** The certificates of a file in its order. Throws an AlipayKeyError for anything else. */
export function readCertificates(text: string, field: KeyField): readonly CertificateFacts[] {
  return readBlocks(text, failAt(field)).map((der) => {
    const facts = readFacts(der)
    if (!facts) throw new AlipayKeyError(field, readDer(der) ? 'key_for_certificate' : 'truncated')
    return facts
  })
}

/** Lower-case md5 hex of issuer and serial. */
export function certificateSn({ issuerName, serial }: CertificateFacts): string {
  return createHash('md5')
    .update(issuerName + serial, 'utf8')
    .digest('hex')
}

/** The SNs of the roots signed with RSA, joined by `_` in file order; SM2 and EC roots do not count. */
export function rootSn(roots: readonly CertificateFacts[]): string {
  return roots
    .filter(({ signatureOid }) => isRsa(signatureOid))
    .map(certificateSn)
    .join('_')
}

/** Node's view of a certificate; undefined for algorithms it does not know, as in SM2 roots. */
export function openCertificate({ der }: CertificateFacts): X509Certificate | undefined {
  try {
    return new X509Certificate(der)
  } catch {
    return undefined
  }
}

/** Whether the first certificate of a file was issued, over the others in it, under one of the roots. */
export function isIssuedUnder(
  file: readonly CertificateFacts[],
  roots: readonly CertificateFacts[],
): boolean {
  const [leaf, ...between] = file.map(openCertificate)
  const trusted = roots.map(openCertificate)
  let link = leaf
  // Each certificate of the file can be one link, so the chain has an end.
  for (let links = 0; link && links < file.length; links += 1) {
    const current = link
    if (trusted.some((root) => root && isIssuedBy(current, root))) return true
    // Not just any certificate may vouch for another: an app's own must not.
    link = between.find((issuer) => issuer?.ca && isIssuedBy(current, issuer))
  }
  return false
}

function isIssuedBy(certificate: X509Certificate, issuer: X509Certificate): boolean {
  return certificate.checkIssued(issuer) && certificate.verify(issuer.publicKey)
}

function isRsa(oid: string): boolean {
  return oid === rsaFamily || oid.startsWith(`${rsaFamily}.`)
}

/** Certificate ::= SEQUENCE { tbs { [0] version?, serial, algorithm, issuer, validity, subject, … }, … } */
function readFacts(der: Buffer): CertificateFacts | undefined {
  const [body, algorithm] = childrenIn(readDer(der)) ?? []
  const fields = childrenIn(body)
  const versionTag = 0xa0
  const [serial, , issuer, , subject] =
    fields?.[0]?.tag === versionTag ? fields.slice(1) : (fields ?? [])
  const [oid] = childrenIn(algorithm) ?? []
  const issuerName = issuer && readName(issuer)
  if (!serial || !issuer || !subject || !oid || issuerName === undefined) return undefined
  return {
    der,
    issuerName,
    isSelfIssued: issuer.raw.equals(subject.raw),
    serial: BigInt(`0x${serial.value.toString('hex')}`).toString(),
    signatureOid: readObjectId(oid),
  }
}

/** Name ::= SEQUENCE OF SET OF SEQUENCE { type, value } */
function readName(name: Der): string | undefined {
  const attributes: string[] = []
  for (const set of childrenIn(name) ?? []) {
    for (const attribute of childrenIn(set) ?? []) {
      const [type, value] = childrenIn(attribute) ?? []
      if (!type || !value) return undefined
      const oid = readObjectId(type)
      attributes.push(`${shortNames[oid] ?? oid}=${readDerText(value)}`)
    }
  }
  return attributes.reverse().join(',')
}

function childrenIn(der: Der | undefined): readonly Der[] | undefined {
  return der && childrenOf(der)
}
