// The doctor's words about what was neglected: it works, and nobody looks after it.

import type { Db } from '../db/connect.ts'
import { listNeglected, type Neglected } from '../db/neglected.ts'
import type { Finding } from '../gateways/gateway.ts'

type Told = Readonly<{ level: Finding['level']; zh: string; en: string }>

/** Jobs set aside, silent refunds and the audit are told of elsewhere. */
const told: Readonly<Partial<Record<Neglected['what'], Told>>> = {
  failing_job: {
    level: 'bad',
    zh: '定时任务连续失败，一直没有成功：',
    en: 'A job of the timetable fails again and again: ',
  },
  late_job: {
    level: 'bad',
    zh: '任务到期一小时以上没有人处理，程序可能卡住了：',
    en: 'Nobody has taken a job that was due more than an hour ago; the shop may be stuck: ',
  },
  stuck_order: {
    level: 'bad',
    zh: '订单过期一小时以上还没有关闭，支付渠道可能一直没有答复：',
    en: 'An order is still open more than an hour after its time; its gateway may not be answering: ',
  },
  stuck_notice: {
    level: 'bad',
    zh: '收到的支付通知一小时以上还没有处理完：',
    en: 'A notice of the gateway has not been applied for more than an hour: ',
  },
  open_case: {
    level: 'warn',
    zh: '异常单三天以上没有人处理：',
    en: 'Nobody has decided a case for more than three days: ',
  },
  no_bill: {
    level: 'warn',
    zh: '有收款的日子没有取到账单，可以运行 keytill reconcile --date 再取：',
    en: 'A day on which money moved has no bill; keytill reconcile --date asks again: ',
  },
  no_funds_bill: {
    level: 'warn',
    zh: '没有取到资金账单，只对了交易账单；请确认账号开通了资金账单的权限：',
    en: 'The bill of movements could not be had, only that of trades; see that the account may download it: ',
  },
  never_compared: {
    level: 'warn',
    zh: '一个月以前有收款的日子从来没有对账，请运行 keytill reconcile --since：',
    en: 'A day of more than a month ago was never compared; run keytill reconcile --since: ',
  },
}

/** One finding for each thing that is neglected, with the first of them and how many there are. */
export async function examineNeglected(db: Db, merchantId: number): Promise<readonly Finding[]> {
  const all = await listNeglected(db, merchantId)
  const findings: Finding[] = []
  for (const [what, words] of Object.entries(told)) {
    const [first, ...more] = all.filter((one) => one.what === what)
    if (!first) continue
    const { level, zh, en } = words
    findings.push({
      level,
      check: `neglected.${what}`,
      zh: `${zh}${first.ref}${more.length > 0 ? `，另有 ${more.length} 项` : ''}。`,
      en: `${en}${first.ref}${more.length > 0 ? ` and ${more.length} more` : ''}.`,
    })
  }
  return findings
}
