// Notices of an account that is not in the settings any more: nobody here can verify them, so they move nothing. But
// one that names a payment begun with that account is a reason for a person to look there.

import { isOrderNumber } from '../../core/ids.ts'
import { type FormerAttempt, findFormerAttempt } from '../../db/channel-accounts.ts'
import { openMismatch } from '../../db/mismatches.ts'
import type { App, Channel } from '../app.ts'

/**
 * What an unverified notice claims to be about, where that is a payment of a former account; a case is open for it
 * then. WeChat Pay's notices are sealed with a key of their account and say nothing. Throws when the database fails.
 */
export async function noteFormerAccount(
  app: App,
  { gateway }: Channel,
  body: Buffer,
): Promise<FormerAttempt | undefined> {
  const { db, merchantId, channels, log } = app
  const claimed = gateway.kind === 'alipay' ? numberIn(body) : undefined
  if (claimed === undefined) return undefined
  const ids = channels.map(({ id }) => id)
  const former = await findFormerAttempt(db, merchantId, gateway.kind, ids, claimed)
  if (!former) return undefined
  const { channelId, outTradeNo } = former
  log.warn('notice_of_former_account', { channel: channelId, out_trade_no: outTradeNo })
  const about = { ...former, merchantId, gatewayTradeNo: null }
  await openMismatch(db, { ...about, reason: 'account_gone', notice: undefined })
  return former
}

/** A notice is a few hundred characters; what is longer is none. */
const longestBytes = 16_384

function numberIn(body: Buffer): string | undefined {
  if (body.length > longestBytes) return undefined
  const number = new URLSearchParams(body.toString('latin1')).get('out_trade_no')
  return number !== null && isOrderNumber(number) ? number : undefined
}
