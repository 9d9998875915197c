// The drivers there are: the one place that names them.

import type { Clock, Random } from '../core/ports.ts'
import { type AliyunSmsTexts, openAliyunSms } from './aliyun-sms.ts'
import type { LetterDrivers } from './letters.ts'
import { type MailTexts, openMail } from './mail.ts'

export type LetterTexts = Readonly<{ mail?: MailTexts; sms?: AliyunSmsTexts }>

/** Opens the ways that are configured; nothing is connected before the first letter. */
export function openLetters(
  { mail, sms }: LetterTexts,
  ports: Readonly<{ clock: Clock; random: Random }>,
): LetterDrivers {
  return {
    ...(mail ? { mail: openMail(mail) } : {}),
    ...(sms ? { sms: openAliyunSms(sms, ports) } : {}),
  }
}
