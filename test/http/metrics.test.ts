// What an operator's alarm reads of certificates: how many days are left of those the shop was given.

import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, expect, it } from 'vitest'
import { dayMs, hourMs, instantOf, later } from '../../src/core/time.ts'
import { makeCertificate } from '../gateways/alipay/certificates.ts'
import { rsaPair } from '../support/rsa-pair.ts'
import { Shop } from '../support/shop.ts'

const folder = mkdtempSync(join(tmpdir(), 'keytill-metrics-'))
let shop: Shop | undefined
afterAll(async () => {
  await shop?.close()
  rmSync(folder, { recursive: true, force: true })
})

it('tells the days until the certificate for refunds runs out, and fewer as they pass', async () => {
  const { privateKey } = rsaPair()
  const subject = [['CN', 'merchant']] as const
  const now = instantOf(Date.now())
  const certificate = makeCertificate({
    subject,
    issuer: subject,
    key: privateKey,
    issuerKey: privateKey,
    serial: '3775B6A45ACD588826D15E583A95F5DD4A1B2C3D',
    from: later(now, -dayMs),
    until: later(now, 40 * dayMs + 12 * hourMs),
  })
  const file = join(folder, 'apiclient_cert.pem')
  writeFileSync(file, certificate)
  shop = await Shop.open({
    standIns: [],
    env: {
      WECHAT_APP_ID: 'wx0000000000000d01',
      WECHAT_MCH_ID: '1900000001',
      WECHAT_MCH_KEY: 'x'.repeat(32),
      WECHAT_PRIVATE_KEY: privateKey.export({ type: 'pkcs8', format: 'pem' }).toString(),
      WECHAT_CERT_FILE: file,
    },
  })
  expect((await shop.get('/metrics')).text).toContain(
    'keytill_certificate_days_left{channel="wechat"} 40\n',
  )
  await shop.advance(30 * dayMs)
  expect((await shop.get('/metrics')).text).toContain(
    'keytill_certificate_days_left{channel="wechat"} 10\n',
  )
})
