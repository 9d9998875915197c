// Signatures against the documents' own example, and the words of letters.

import { describe, expect, it } from 'vitest'
import { maskEmail, maskPhone } from '../../src/core/letter.ts'
import type { Fen } from '../../src/core/money.ts'
import type { Instant } from '../../src/core/time.ts'
import { Secret } from '../../src/kit/secret.ts'
import { signAliyun } from '../../src/letters/aliyun-sign.ts'
import { composeLetter } from '../../src/letters/compose.ts'
import { openMail } from '../../src/letters/mail.ts'
import { MailServer } from '../support/mail-server.ts'

// The whole of 127.0.0.0/8 is this machine on Linux alone.
describe.skipIf(process.platform !== 'linux')("a mail server's password", () => {
  it('is not shown to a server elsewhere that does not encrypt, and to one here it is', async () => {
    const letter = {
      id: 'a',
      host: 'shop.example',
      kind: 'code',
      lang: 'zh',
      to: 'a@b.example',
    } as const
    const words = {
      shopName: '店',
      subject: 'a',
      text: 'a',
      html: 'a',
      params: {},
      at: 0 as Instant,
    }
    const shown = async (host: string) => {
      const server = await MailServer.start(host)
      const driver = openMail({ url: new Secret(server.url()), from: 'shop@shop.example' })
      const { outcome } = await driver.send({ ...letter, ...words })
      driver.stop()
      await server.stop()
      return [outcome, server.passwords]
    }
    expect(await shown('127.0.0.2')).toEqual(['unknown', []])
    expect(await shown('127.0.0.1')).toEqual(['sent', ['right']])
  })
})

const site = { shopName: '晨星 <软件>', host: 'shop.example', contact: 'help@shop.example' }
const order = {
  orderNumber: '0123456789ABCDEFGHJK',
  amountFen: 9900 as Fen,
  lines: [{ name: { zh: '<b>年付</b>', en: 'Year' }, quantity: 2 }],
  url: 'https://shop.example/orders?order_number=0123456789ABCDEFGHJK',
  goods: [],
}

describe("Aliyun's signature", () => {
  it("is the one of the documents' example", () => {
    const { headers, query } = signAliyun(
      {
        host: 'ecs.cn-shanghai.aliyuncs.com',
        action: 'RunInstances',
        version: '2014-05-26',
        query: {
          RegionId: 'cn-shanghai',
          ImageId: 'win2019_1809_x64_dtc_zh-cn_40G_alibase_20230811.vhd',
        },
        date: '2023-10-26T10:22:32Z',
        nonce: '3156853299f313e23d1673dc12e1703d',
      },
      'YourAccessKeyId',
      'YourAccessKeySecret',
    )
    expect(query).toMatch(/^ImageId=win2019_1809.*&RegionId=cn-shanghai$/)
    expect(headers.authorization).toBe(
      'ACS3-HMAC-SHA256 Credential=YourAccessKeyId,SignedHeaders=host;x-acs-action;x-acs-content-sha256;x-acs-date;x-acs-signature-nonce;x-acs-version,Signature=06563a9e1b43f5dfe96b81484da74bceab24a1d853912eee15083a6f0f3283c0',
    )
  })
})

describe('a letter', () => {
  it('ends a text message with the code for this site, so that phones fill it in there alone', () => {
    const facts = { kind: 'code', code: '123456', purpose: 'look-up' } as const
    for (const lang of ['zh', 'en'] as const)
      expect(composeLetter('sms', lang, site, facts).text).toMatch(/\n@shop\.example #123456$/)
    expect(composeLetter('sms', 'zh', site, facts).params).toEqual({ code: '123456' })
  })

  it('shows what the merchant typed as text, and nothing of one language in the other', () => {
    const facts = { kind: 'delivered', order } as const
    const { html } = composeLetter('mail', 'zh', site, facts)
    expect(html).toContain('&lt;b&gt;年付&lt;/b&gt; × 2')
    expect(html).not.toContain('<b>')
    const inEnglish = composeLetter('mail', 'en', { ...site, shopName: 'Dawn' }, facts)
    expect(`${inEnglish.subject}${inEnglish.text}${inEnglish.html}`).not.toMatch(/\p{Script=Han}/u)
  })

  it('names its recipient so that nobody else could write to them', () => {
    expect(maskPhone('13800138000')).toBe('138****8000')
    expect(['buyer@a.example', 'ab@a.example', 'a@b.example'].map(maskEmail)).toEqual([
      'b***r@a.example',
      'a***@a.example',
      'a***@b.example',
    ])
  })
})
