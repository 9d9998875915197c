// What the doctor and the console's first page say when licence keys are tried by the hundred.

import type { Finding } from '../../gateways/gateway.ts'
import type { AuditDesk } from '../audit.ts'
import { isRemembered } from '../limits.ts'

/** A finding for an hour after the guessing was noticed. Throws when the database fails. */
export async function examineGuessing(
  desk: Pick<AuditDesk, 'db' | 'merchantId'>,
): Promise<readonly Finding[]> {
  if (!(await isRemembered(desk, 'license-guess-told', 'shop'))) return []
  return [
    {
      level: 'warn',
      check: 'license_guessing',
      zh: '最近一小时内有人大量尝试不存在的授权码。授权码无法靠猜得到，买家不受影响；请在日志中查看 license_guessing 的来源地址。若是自己的程序填错了授权码，请更正。',
      en: 'Within the last hour somebody has tried many licence keys that do not exist. Keys cannot be guessed, and buyers are not affected; the addresses stand in the log under license_guessing. If it is a program of your own with a wrong key, mend it.',
    },
  ]
}
