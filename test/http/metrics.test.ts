// What an operator's alarm reads of certificates: how many days are left of those the shop was given.

import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, expect, it } from 'vitest'
import { findWarnings } from '../../src/app/console-warnings.ts'
import { dayMs, hourMs, instantOf, later } from '../../src/core/time.ts'
import { runStanding } from '../../src/jobs/standing.ts'
import { createLog } from '../../src/kit/log.ts'
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
      WECHAT_GATEWAY: 'http://127.0.0.1:1',
    },
  })
  expect((await shop.get('/metrics')).text).toContain(
    'keytill_certificate_days_left{channel="wechat"} 40\n',
  )
  await shop.advance(30 * dayMs)
  expect((await shop.get('/metrics')).text).toContain(
    'keytill_certificate_days_left{channel="wechat"} 10\n',
  )

  // What nobody measures is told all the same: in the log twice a day, and on the console's first page.
  await shop.advance(5 * dayMs)
  const { app } = shop.running
  const lines: { level: string; check?: string }[] = []
  const sink = { write: (line: string) => lines.push(JSON.parse(line)) }
  const log = createLog({ file: undefined, level: 'info', stdout: sink })
  await runStanding('examine-channels')({ ...app, log })
  const ends = lines.filter(({ check }) => check === 'wechat.client_cert')
  expect(ends).toMatchObject([{ level: 'error', event: 'channel_finding', channel: 'wechat' }])
  expect((await findWarnings(app)).filter(({ check }) => check === 'wechat.client_cert')).toEqual([
    expect.objectContaining({ level: 'bad', en: expect.stringContaining('5 days left') }),
  ])
})
