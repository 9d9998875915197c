// The bills of API v2: bare text that nobody signs, or an unsigned XML that says why there is none (fact sheet
// WeChat Pay, sections 13 and 20).

import { gzipSync } from 'node:zlib'
import { tradeBillTypes } from './bill-trades.ts'
import { type BillOrder, fundAccounts, makeBill } from './bills.ts'
import type { Surroundings } from './surroundings.ts'
import type { V2Call, V2Route } from './v2-call.ts'
import { V2Fault } from './v2-errors.ts'

export function billRoutes(around: Surroundings): readonly V2Route[] {
  return [
    {
      path: '/pay/downloadbill',
      answer: (call) => {
        const asked = call.fields.get('bill_type') || 'ALL'
        const type = tradeBillTypes.find((each) => each === asked)
        if (type === undefined) throw new V2Fault('invalid bill_type', '20001')
        return download(call, { kind: 'trade', type }, around)
      },
    },
    {
      path: '/pay/downloadfundflow',
      answer: (call) => {
        if (call.signType !== 'HMAC-SHA256') throw new V2Fault('签名类型错误', '20001')
        const asked = call.fields.get('account_type') ?? ''
        const account = fundAccounts.find((each) => titled(each) === asked)
        if (account === undefined) throw new V2Fault('invalid account_type', '20001')
        return download(call, { kind: 'funds', account }, around)
      },
    },
  ]
}

function download({ merchant, fields }: V2Call, order: BillOrder, around: Surroundings): Buffer {
  const asked = fields.get('bill_date') ?? ''
  const date = asked.replace(/^(\d{4})(\d\d)(\d\d)$/, '$1-$2-$3')
  const packing = fields.get('tar_type') ?? ''
  if (packing !== '' && packing !== 'GZIP') throw new V2Fault('invalid tar_type', '20001')
  const made = makeBill(around, merchant.mchId, date === asked ? '' : date, order)
  switch (made.kind) {
    case 'file':
      return packing === 'GZIP' ? gzipSync(made.bytes) : made.bytes
    case 'wrong_date':
      throw new V2Fault('invalid bill_date', '20001')
    case 'creating':
      throw new V2Fault('Bill Creating', '20003')
    case 'nothing':
      throw new V2Fault('No Bill Exist', '20002')
  }
}

/** `Basic`, as v2 spells what v3 calls `BASIC`. */
function titled(account: string): string {
  return account.slice(0, 1) + account.slice(1).toLowerCase()
}
