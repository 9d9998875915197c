// One server-to-server call: send it, verify the answer, and say what it proves.

import type { PlatformKeys } from './platform-keys.ts'
import { type Judged, judgeAnswer } from './reply.ts'
import { type Sender, sendCall, type WechatCall } from './request.ts'

/** An account, and whose signatures it believes. */
export type Account = Sender & Readonly<{ keys: PlatformKeys }>

/** Signs, sends and judges a call. Never throws for what the outside does. */
export async function callWechat(
  account: Account,
  call: WechatCall,
  deadlineMs: number,
): Promise<Judged> {
  const answer = await sendCall(account, call, deadlineMs)
  if (answer.outcome === 'unknown') return answer
  return judgeAnswer(answer, account.clock.now(), account.keys.find)
}
