// An account in certificate mode: root, intermediate, Alipay's and the app's certificate as files.

import { generateKeyPairSync, type KeyObject } from 'node:crypto'
import { dayMs, later } from '../../../src/core/time.ts'
import { rsaPair } from '../../support/rsa-pair.ts'
import { alipayPair, appPair, now, otherPair } from './accounts.ts'
import { type CertificateOrder, makeCertificate } from './certificates.ts'

type Name = CertificateOrder['subject']

const { privateKey: curveKey } = generateKeyPairSync('ec', { namedCurve: 'prime256v1' })
const { privateKey: rootKey } = rsaPair()
const { privateKey: classKey } = rsaPair()

const rootName = nameOf('Test Root R1')
const className = nameOf('Test Class 2 R1')
const curveName = nameOf('Test Curve Root')

export const curveRootPem = issue(curveName, curveKey, {
  issuer: curveName,
  issuerKey: curveKey,
  isAuthority: true,
  hash: 'ecdsa',
})
export const rootPem = issue(rootName, rootKey, {
  issuer: rootName,
  issuerKey: rootKey,
  isAuthority: true,
})
/** As Alipay's: a root of another family stands first and does not count. */
export const rootFile = `${curveRootPem}\n${rootPem}`

export const classPem = issue(className, classKey, {
  issuer: rootName,
  issuerKey: rootKey,
  isAuthority: true,
})

/** Alipay's certificate with the intermediate that issued it. */
export const alipayCertFile = issueAlipay({}) + classPem
export const appCertPem = issue(nameOf('2088000000000009'), appPair.privateKey, {
  issuer: className,
  issuerKey: classKey,
})

/** Alipay's certificate, changed in some point. */
export function issueAlipay(changes: Partial<CertificateOrder>): string {
  const by = { issuer: className, issuerKey: classKey, ...changes }
  return issue(nameOf('支付宝(中国)网络技术有限公司'), alipayPair.privateKey, by)
}

/** One under a root that calls itself the same. */
export const impostorPem = issueAlipay({ issuer: rootName, issuerKey: otherPair.privateKey })

function nameOf(commonName: string): Name {
  return [
    ['C', 'CN'],
    ['O', 'Test Financial'],
    ['OU', 'Certification Authority'],
    ['CN', commonName],
  ]
}

function issue(
  subject: Name,
  key: KeyObject,
  by: Partial<CertificateOrder> & Pick<CertificateOrder, 'issuer' | 'issuerKey'>,
): string {
  return makeCertificate({
    subject,
    key,
    serial: '20230814a1b2c3d4e5f60718',
    from: later(now, -dayMs),
    until: later(now, 365 * dayMs),
    ...by,
  })
}
