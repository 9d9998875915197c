// The doctor's look at the database: whether it keeps what it is told, and what has waited too long in it.

import { formatShanghai, hourMs, type Instant } from '../core/time.ts'
import { findLastAudit } from '../db/audit-runs.ts'
import { findHealth } from '../db/health.ts'
import type { Finding } from '../gateways/gateway.ts'
import type { AuditDesk } from './audit.ts'
import { examineNeglected } from './doctor-neglected.ts'
import { examineStock } from './examine-stock.ts'
import { examineFailedLetters } from './letter/examine-letters.ts'
import { examineGuessing } from './license/examine-guessing.ts'
import { examineEndpoints } from './webhook/examine-endpoints.ts'

const skewMaxMs = 60_000
/** The shop audits itself every hour. */
const proofMaxMs = 3 * hourMs

/** `realNow` is this machine's own clock. Throws when the database fails. */
export async function examineDatabase(
  { db, merchantId, clock }: AuditDesk,
  realNow: () => Instant,
): Promise<readonly Finding[]> {
  const health = await findHealth(db, merchantId)
  const findings: Finding[] = []
  const add = (level: Finding['level'], check: string, zh: string, en: string) =>
    findings.push({ level, check, zh, en })

  const off = Object.entries({
    fsync: health.fsync,
    full_page_writes: health.fullPageWrites,
    synchronous_commit: health.synchronousCommit,
  }).filter(([, value]) => value === 'off')
  for (const [name] of off)
    add(
      'bad',
      name,
      `数据库的 ${name} 是 off：断电会丢失已确认的付款。`,
      `The database has ${name} off: a power failure would lose payments that were confirmed.`,
    )
  if (health.checksums !== 'on')
    add('warn', 'checksums', '数据库没有开启校验和。', 'The database keeps no checksums.')
  if (health.invalid > 0)
    add(
      'bad',
      'invalid',
      `${health.invalid} 个索引或约束没有生效。`,
      `${health.invalid} indexes or constraints are not in force.`,
    )
  const skewMs = Math.abs(realNow() - health.realNow)
  if (skewMs > skewMaxMs)
    add(
      'bad',
      'clock',
      `本机与数据库的时钟相差 ${Math.round(skewMs / 1000)} 秒。`,
      `The clocks of this machine and of the database are ${Math.round(skewMs / 1000)} s apart.`,
    )
  if (health.parkedJobs > 0)
    add(
      'bad',
      'parked_jobs',
      `${health.parkedJobs} 个任务被搁置，请到控制台「系统」的任务里处理，或运行 keytill jobs。`,
      `${health.parkedJobs} jobs are set aside; see the jobs under System in the console, or run keytill jobs.`,
    )
  if (health.oldestDue !== null)
    add(
      'warn',
      'due_jobs',
      `有任务从 ${formatShanghai(health.oldestDue)} 起没有人处理：程序在运行吗？`,
      `A job has been due since ${formatShanghai(health.oldestDue)}: is the shop running?`,
    )
  if (health.oldestLease !== null)
    add(
      'warn',
      'leases',
      `有任务的处理者在 ${formatShanghai(health.oldestLease)} 之前消失，一直没有人接手：程序在运行吗？`,
      `The worker of a job was lost before ${formatShanghai(health.oldestLease)}, and nobody took over: is the shop running?`,
    )
  if (health.longRefunds > 0)
    add(
      'bad',
      'long_refunds',
      `${health.longRefunds} 笔退款一直没有结果：支付渠道一天以上没有答复或拒绝，或处理了一周以上，或它的账号已不在设置中。`,
      `${health.longRefunds} refunds do not end: the gateway is silent or refuses for more than a day, is at it for more than a week, or its account is not in the settings.`,
    )
  findings.push(...(await examineNeglected(db, merchantId)))
  findings.push(...(await examineEndpoints({ db, merchantId })))
  findings.push(...(await examineGuessing({ db, merchantId })))
  findings.push(...(await examineFailedLetters(db, merchantId)))
  findings.push(await examineProof({ db, merchantId, clock }))
  if (!findings.some(({ level }) => level === 'bad'))
    add(
      'ok',
      'database',
      `数据库正常，结构版本 ${health.migration}。`,
      `The database is well, schema version ${health.migration}.`,
    )
  findings.push(...(await examineStock({ db, merchantId })))
  return findings
}

async function examineProof({ db, merchantId, clock }: AuditDesk): Promise<Finding> {
  const last = await findLastAudit(db, merchantId)
  if (!last)
    return {
      level: 'warn',
      check: 'audit',
      zh: '账目还没有核查过，请在控制台「系统」里立即自检，或运行 keytill audit。',
      en: 'The books were never audited; have them proved under System in the console, or run keytill audit.',
    }
  const at = formatShanghai(last.finishedAt)
  if (last.broken > 0)
    return {
      level: 'bad',
      check: 'audit',
      zh: `${at} 的核查有 ${last.broken} 条规则不成立，请看控制台「系统」里的自检，或运行 keytill audit。`,
      en: `The audit of ${at} found ${last.broken} rules broken; see the audits under System in the console, or run keytill audit.`,
    }
  const isOld = clock.now() - last.finishedAt > proofMaxMs
  return {
    level: isOld ? 'warn' : 'ok',
    check: 'audit',
    zh: `账目最近一次核查无误：${at}。`,
    en: `The books were last proved at ${at}.`,
  }
}
