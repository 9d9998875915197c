// Fetching a day's bills by API v2. A bill is a bare text that nobody signs, so it is checked against what we
// know before it moves anything (fact sheet WeChat Pay, sections 13 and 20).

import { assert } from '../../kit/assert.ts'
import type { Answered } from '../transport.ts'
import type { BillDownloaded } from './bill-download.ts'
import { unknown } from './reply.ts'
import type { V2Call } from './v2-call.ts'
import { readXml } from './v2-xml.ts'

export type FundAccount = 'Basic' | 'Operation' | 'Fees'

/** A line is some 300 bytes; this is a day of a million payments. */
const billMax = 384 * 1_048_576

/** `date` is `yyyy-MM-dd`; the bill of a day is ready at about ten the next morning. */
export function tradeBillCall(date: string): V2Call {
  return {
    path: '/pay/downloadbill',
    fields: { bill_date: billDate(date), bill_type: 'ALL' },
    answerMax: billMax,
  }
}

/** Needs the merchant's certificate over https, and is only ever signed with HMAC-SHA256. */
export function fundFlowCall(date: string, account: FundAccount): V2Call {
  return {
    path: '/pay/downloadfundflow',
    isCertified: true,
    fields: { bill_date: billDate(date), account_type: account },
    answerMax: billMax,
  }
}

export function readV2Bill({ status, body }: Pick<Answered, 'status' | 'body'>): BillDownloaded {
  if (status !== 200) return unknown(`HTTP ${status}`)
  if (body.subarray(0, 16).includes('<')) return readNoBill(body)
  const text = body.toString('utf8')
  return text.includes(',') ? { outcome: 'bill', text } : unknown('no bill')
}

/** In place of a bill comes an XML that nobody signs either. */
function readNoBill(body: Uint8Array): BillDownloaded {
  const fields = readXml(body)
  const message = fields?.get('return_msg') ?? fields?.get('err_code_des') ?? 'not a bill'
  const code = fields?.get('error_code') ?? fields?.get('err_code') ?? 'FAIL'
  if (code === '20002' || /no.(bill|statement).exist/i.test(message)) return { outcome: 'absent' }
  if (/(bill|statement).creating/i.test(message)) return { outcome: 'not-ready' }
  return unknown(`${code}: ${message}`)
}

function billDate(date: string): string {
  assert(/^\d{4}-\d{2}-\d{2}$/.test(date), 'the date of a bill is yyyy-MM-dd')
  return date.replaceAll('-', '')
}
