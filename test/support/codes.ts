// The newest one-time code that went to somebody, read as the letter's driver reads it.

import type { CodeLetter } from '../../src/app/code/send-code.ts'
import { letterContext } from '../../src/app/code/send-code.ts'
import type { Recipient } from '../../src/core/letter.ts'
import type { Shop } from './shop.ts'

/** Both ways are open and lead nowhere, so that what is sent waits in the database. */
export const lettersEnv: Readonly<Record<string, string>> = {
  SMTP_URL: 'smtp://127.0.0.1:9',
  MAIL_FROM: 'Shop <shop@shop.test>',
  ALIYUN_SMS_KEY_ID: 'LTAItestkey0001',
  ALIYUN_SMS_KEY_SECRET: 'testsecret0000000001',
  ALIYUN_SMS_SIGN: '测试店',
  ALIYUN_SMS_TEMPLATE_CODE: 'SMS_100000001',
  ALIYUN_SMS_TEMPLATE_DELIVERED: 'SMS_100000002',
  ALIYUN_SMS_TEMPLATE_OWED: 'SMS_100000003',
  ALIYUN_SMS_TEMPLATE_REFUNDED: 'SMS_100000004',
  ALIYUN_SMS_GATEWAY: 'http://127.0.0.1:9',
}

/** The codes sent to a phone or an address of mail, the newest first. */
export async function codesSent(shop: Shop, to: Recipient): Promise<readonly string[]> {
  const rows = await shop.rows<{ id: string; sealed: string }>(
    `select letter_id as id, sealed from letter where kind = 'code' and sealed is not null
     order by created_at desc`,
  )
  return rows
    .map(({ id, sealed }) => {
      const text = shop.running.app.sealer.unseal(sealed, letterContext(id)).toString('utf8')
      return JSON.parse(text) as CodeLetter
    })
    .filter((letter) => JSON.stringify(letter.to) === JSON.stringify(to))
    .map(({ code }) => code)
}
