// The machinery behind the shop as the console shows it: jobs that were set aside run again with a reason, the books
// are proved on demand, and the log is found by order and request.

import { appendFileSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { rotateSigningKey } from '../../../src/app/license/rotate-signing-key.ts'
import { dayMs, minuteMs } from '../../../src/core/time.ts'
import { Browser, type Person, raised, signedIn } from '../../support/console.ts'
import { Shop } from '../../support/shop.ts'

const folder = mkdtempSync(join(tmpdir(), 'keytill-log-'))
const logFile = join(folder, 'keytill.log')
let shop: Shop
let owner: Person
beforeAll(async () => {
  shop = await Shop.open({ env: { LOG_FILE: logFile } })
  owner = await raised(shop)
})
afterAll(async () => {
  await shop?.close()
  rmSync(folder, { recursive: true, force: true })
})

const get = async (path: string) => (await owner.browser.get(`/system${path}`)).json.data
const post = (path: string, body: unknown) => owner.browser.post(`/system${path}`, body)

const setAside = (ref: string, count = 1) =>
  shop.rows(
    `insert into job (merchant_id, kind, ref, run_at, created_at, tries, failures, parked_at, last_error)
     select 1, 'query-attempt', $1 || n, now() + n * interval '1 hour', now(), 20, 20, now(), 'the gateway is silent'
     from generate_series(1, $2) n`,
    [ref, count],
  )

it('a job that was set aside is shown with its error, and runs again with a reason that is written down', async () => {
  await setAside('gone:')
  const [job] = (await get('/jobs?state=aside')).rows
  expect(job).toMatchObject({ ref: 'gone:1', failures: 20, last_error: 'the gateway is silent' })
  expect((await get('')).jobs.aside).toBe(1)
  const named = { kind: job.kind, ref: job.ref }
  expect((await post('/jobs/run', { ...named, reason: ' ' })).status).toBe(400)
  expect((await post('/jobs/run', { ...named, ref: 'none', reason: '试试' })).status).toBe(404)
  expect((await post('/jobs/run', { ...named, reason: '渠道已恢复' })).status).toBe(200)
  const [row] = (await owner.browser.get('/audit-log?action=job.run')).json.data.rows
  expect(row).toMatchObject({ subject: 'query-attempt gone:1', reason: '渠道已恢复' })
  // It is about nothing that exists, so it is done the moment it runs.
  await shop.until('the job is done', async () => (await shop.count('job', "ref = 'gone:1'")) === 0)
})

it('jobs are found by state, kind and part of what they are about, page by page', async () => {
  await setAside('page:', 5)
  const all = (await get('/jobs?search=page:')).rows
  expect(all).toHaveLength(5)
  const first = await get('/jobs?search=page:&limit=2')
  const second = await get(`/jobs?search=page:&limit=3&after=${first.next}`)
  expect([...first.rows, ...second.rows]).toEqual(all)
  expect(second.next).toBeNull()
  expect((await get('/jobs?kind=refund')).rows).toEqual([])
  expect((await owner.browser.get('/system/jobs?after=rubbish')).status).toBe(400)
})

it('the timetable says what is done again and again, and when next', async () => {
  const { timetable } = await get('')
  expect(timetable.map((row: { kind: string }) => row.kind)).toContain('audit')
  for (const row of timetable) expect(row.next_run_at, row.kind).toMatch(/^\d{4}-/)
})

it('an audit asked for runs, and names each row that breaks a rule, what the rule says and what to do', async () => {
  const order = await shop.order()
  await shop.rows('delete from job where ref = $1', [order.number])
  expect((await post('/audits/run', {})).status).toBe(200)
  const { rows, findings } = await shop.until('the audit is done', async () => {
    const audits = await get('/audits')
    return audits.rows.length > 0 && audits
  })
  expect(rows[0].broken).toBeGreaterThan(0)
  expect(findings).toContainEqual(
    expect.objectContaining({
      id: 'INV-11.expire',
      ref: order.number,
      says: '等待付款的订单都安排了关闭',
      safe_action: expect.stringMatching(/./),
    }),
  )
})

it('the doctor answers in the language of whoever asks', async () => {
  const ask = async (lang: string) => {
    const browser = new Browser(shop, { 'accept-language': lang })
    for (const [name, value] of owner.browser.cookies) browser.cookies.set(name, value)
    const { rows } = (await browser.get('/system/doctor')).json.data
    return rows as { check: string; says: string }[]
  }
  const [chinese, english] = [await ask('zh-CN'), await ask('en')]
  expect(english.map(({ check }) => check)).toEqual(chinese.map(({ check }) => check))
  expect(english.map(({ check }) => check)).toEqual(
    expect.arrayContaining(['disk.data', 'disk.log', 'backup']),
  )
  for (const { check, says } of english) expect(says, check).not.toMatch(/\p{Script=Han}/u)
  for (const { check, says } of chinese) expect(says, check).toMatch(/\p{Script=Han}/u)
})

it('forged notices are counted by day with the last reason and sender', async () => {
  const order = await shop.openedOrder()
  const notice = shop.standIn.notice(shop.pay(order))
  const forged = { ...notice, body: String(notice.body).replace('TRADE_SUCCESS', 'TRADE_FINISHED') }
  await shop.notify(forged)
  const { rows } = await get('/refused-notices')
  expect(rows[0]).toMatchObject({ channel_id: 'alipay', verdict: 'forged', count: 1 })
})

it('62: the log is found by order and request id, trouble first, newest first, page by page', async () => {
  const write = (level: string, event: string, fields: object) =>
    appendFileSync(
      logFile,
      `${JSON.stringify({ level, time: '2026-11-21T04:00:00.000Z', ...fields, event })}\n`,
    )
  for (let n = 0; n < 5; n += 1) write('error', 'request_failed', { request_id: `req-${n}` })
  write('info', 'order_paid', { order_number: '01ARZ3NDEKTSV4RRFFQ6' })
  appendFileSync(logFile, 'not a line of ours\n')
  const trouble = (await get('/log')).rows
  expect(trouble.map((row: { fields: object }) => row.fields)).toEqual(
    [4, 3, 2, 1, 0].map((n) => ({ request_id: `req-${n}` })),
  )
  expect(trouble[0]).toMatchObject({ at: '2026-11-21 12:00:00', event: 'request_failed' })
  expect((await get('/log?search=req-3')).rows).toHaveLength(1)
  const [paid] = (await get('/log?level=all&search=01ARZ3NDEKTSV4RRFFQ6')).rows
  expect(paid).toMatchObject({ level: 'info', event: 'order_paid' })
  const first = await get('/log?limit=2')
  const second = await get(`/log?limit=2&after=${first.next}`)
  expect([...first.rows, ...second.rows]).toEqual(trouble.slice(0, 4))
})

it('whoever may only look runs nothing', async () => {
  const reader = await signedIn(shop, 'reader')
  expect((await reader.browser.get('/system/jobs')).status).toBe(200)
  expect((await reader.browser.post('/system/audits/run', {})).status).toBe(403)
  const support = await signedIn(shop, 'support')
  expect((await support.browser.get('/system/log')).status).toBe(403)
})

it('says which key signs licences, which is to come, which only verifies and which is over', async () => {
  const { app, clock } = shop.running
  const by = { operator: owner.email, address: 'local', requestId: '' }
  await rotateSigningKey(app, { inDays: 30, keepDays: 400 }, by)
  const states = async () => {
    const { browser } = await signedIn(shop, 'reader')
    const { rows } = (await browser.get('/system/signing-keys')).json.data
    return rows.map((row: { state: string }) => row.state)
  }
  await clock.advance(minuteMs)
  expect(await states()).toEqual(['next', 'signs'])
  await clock.advance(30 * dayMs)
  expect(await states()).toEqual(['signs', 'verifies'])
  await clock.advance(400 * dayMs)
  expect(await states()).toEqual(['signs', 'over'])
})
