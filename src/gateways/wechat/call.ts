// An open account, and one server-to-server call of it: send it, verify the answer, and say what it proves.

import type { Clock, Random } from '../../core/ports.ts'
import { systemRandom } from '../../kit/random.ts'
import type { V3Config } from './config.ts'
import { createPlatformKeys, type PlatformKeys } from './platform-keys.ts'
import { type Judged, judgeAnswer } from './reply.ts'
import { type Sender, sendCall, type WechatCall } from './request.ts'

/** An account, and whose signatures it believes. */
export type Account = Sender & Readonly<{ keys: PlatformKeys }>

/** What an account needs from the outside; randomness is the system's where none is given. */
export type Ports = Readonly<{ clock: Clock; random?: Random }>

/** Opens an account; the keys it believes are asked for when they are needed. */
export function openAccount(config: V3Config, { clock, random = systemRandom }: Ports): Account {
  const sender = { config, clock, random }
  return { ...sender, keys: createPlatformKeys(sender) }
}

/**
 * Signs, sends and judges a call. In certificate mode an answer under a certificate not seen before waits
 * another four seconds at most for the list. Never throws for what the outside does.
 */
export async function callWechat(
  account: Account,
  call: WechatCall,
  deadlineMs: number,
): Promise<Judged> {
  const answer = await sendCall(account, call, deadlineMs)
  if (answer.outcome === 'unknown') return answer
  return judgeAnswer(answer, account.clock.now(), account.keys.ofReply)
}
