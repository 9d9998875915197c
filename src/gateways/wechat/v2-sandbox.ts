// The secret a v2 account signs with: its own, or in WeChat's sandbox one that has to be fetched first (fact
// sheet WeChat Pay, section 23).

import type { Unknown } from '../gateway.ts'
import { exchange } from '../transport.ts'
import type { V2Config } from './config.ts'
import { unknown } from './reply.ts'
import { isAbout, signedBody, v2Request } from './v2-call.ts'
import { type V2Signer, v2Doubt } from './v2-sign.ts'
import { readXml } from './v2-xml.ts'

export type SignerSource = (deadlineMs: number) => Promise<V2Signer | Unknown>

/** Gives the account's signer. A sandbox's key is fetched when it is first needed, and again only if that failed. */
export function signerSource(config: V2Config): SignerSource {
  const { mchKey, signType, sandbox } = config
  if (!sandbox) return async () => ({ key: mchKey.reveal(), signType })
  let fetched: Promise<V2Signer | Unknown> | undefined
  return async (deadlineMs) => {
    fetched ??= fetchSigner(config, deadlineMs)
    const signer = await fetched
    if ('outcome' in signer) fetched = undefined
    return signer
  }
}

/** The request names no `sign_type`, so it is signed with the protocol's own, MD5. */
async function fetchSigner(config: V2Config, deadlineMs: number): Promise<V2Signer | Unknown> {
  const own: V2Signer = { key: config.mchKey.reveal(), signType: 'MD5' }
  const request = v2Request(
    config,
    { path: '/pay/getsignkey' },
    signedBody({ mch_id: config.mchId }, own),
  )
  const answer = await exchange(request, deadlineMs)
  if (answer.outcome !== 'answered') return answer
  const fields = answer.status === 200 ? readXml(answer.body) : undefined
  const key = fields?.get('sandbox_signkey')
  if (!fields || !key)
    return unknown(`no sandbox key: ${fields?.get('return_msg') ?? answer.status}`)
  // This one answer usually comes unsigned. It opens a world without money, and TLS vouches for it.
  const isForged = fields.has('sign') && v2Doubt(fields, own) !== undefined
  const isOurs = isAbout(fields, { return_code: 'SUCCESS', mch_id: config.mchId })
  return isForged || !isOurs
    ? unknown('no sandbox key of ours')
    : { key, signType: config.signType }
}
