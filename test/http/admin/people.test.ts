// What an owner does about the other operators, and the log nobody can rewrite.

import { TOTP } from 'otpauth'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { runAudit } from '../../../src/app/audit.ts'
import { findBroken } from '../../../src/db/audit.ts'
import { peopleInvariants } from '../../../src/db/audit-people.ts'
import { Browser, ownPassword, raised, signedIn } from '../../support/console.ts'
import { type Reply, Shop } from '../../support/shop.ts'

let shop: Shop
beforeAll(async () => {
  shop = await Shop.open()
})
afterAll(() => shop?.close())

const codeOf = ({ status, json }: Reply) => [status, json?.error?.code]

describe('an owner', () => {
  it('gives another role and takes it away, and both sign the person out at once', async () => {
    const { browser: owner } = await raised(shop)
    const clerk = await signedIn(shop, 'reader')
    const change = (body: object) =>
      owner.post(`/operators/${clerk.operatorId}/change`, { reason: 'new task', ...body })
    expect((await change({ role: 'finance' })).status).toBe(200)
    expect((await clerk.browser.get('/session')).status).toBe(401)
    await clerk.browser.signIn(clerk.email, ownPassword)
    expect((await clerk.browser.get('/session')).json.data.role).toBe('finance')
    expect((await change({ state: 'disabled' })).status).toBe(200)
    expect((await clerk.browser.get('/session')).status).toBe(401)
    expect(codeOf(await clerk.browser.signIn(clerk.email, ownPassword))).toEqual([
      401,
      'sign_in_failed',
    ])
  })

  it('helps whoever lost a password, once and with a reason', async () => {
    const { browser: owner } = await raised(shop)
    const clerk = await signedIn(shop, 'support')
    const path = `/operators/${clerk.operatorId}/reset-password`
    expect((await owner.post(path)).json.error.field).toBe('reason')
    const { one_time_password: once } = (await owner.post(path, { reason: 'lost' })).json.data
    expect((await clerk.browser.get('/session')).status).toBe(401)
    const again = new Browser(shop)
    expect((await again.signIn(clerk.email, once)).json.data.state).toBe('new_password')
  })

  it('cannot be the last one to go, also when two remove each other at the same moment', async () => {
    await shop.rows(`update operator set state = 'disabled'`)
    const [one, two] = [await raised(shop), await raised(shop)]
    const goes = { state: 'disabled', reason: 'leaves' }
    const both = await Promise.all([
      one.browser.post(`/operators/${two.operatorId}/change`, goes),
      two.browser.post(`/operators/${one.operatorId}/change`, goes),
    ])
    const left = await shop.count('operator', `role = 'owner' and state = 'active'`)
    expect(left, both.map(({ text }) => text).join()).toBe(1)
    const last = (await one.browser.get('/session')).status === 200 ? one : two
    const path = `/operators/${last.operatorId}/change`
    expect(codeOf(await last.browser.post(path, { role: 'reader', reason: 'rest' }))).toEqual([
      409,
      'last_owner',
    ])
  })

  it('cannot add somebody twice', async () => {
    const { browser, email } = await raised(shop)
    const twice = await browser.post('/operators', {
      email: email.toUpperCase(),
      name: 'X',
      role: 'owner',
    })
    expect(codeOf(twice)).toEqual([409, 'conflict'])
  })
})

describe('the audit log', () => {
  it('says who did what to whom, why and from where, newest first, and is read page by page', async () => {
    const { browser, email } = await raised(shop)
    const clerk = await signedIn(shop, 'reader')
    await browser.post(`/operators/${clerk.operatorId}/change`, {
      name: 'Ms Li',
      reason: 'married',
    })
    const list = async (query: string) => (await browser.get(`/audit-log?${query}`)).json.data
    const { rows } = await list(`subject=${clerk.email}&action=operator.rename`)
    expect(rows).toEqual([
      expect.objectContaining({
        operator: email,
        action: 'operator.rename',
        reason: 'married',
        address: '127.0.0.1',
        details: expect.objectContaining({ to: expect.objectContaining({ name: 'Ms Li' }) }),
      }),
    ])
    const first = await list('limit=2&action=operator')
    const second = await list(`limit=2&action=operator&after=${first.next}`)
    const seqs = [...first.rows, ...second.rows].map(({ seq }: { seq: number }) => seq)
    expect(seqs).toEqual([...seqs].sort((a, b) => b - a))
    expect(new Set(seqs).size).toBe(4)
    expect(codeOf(await browser.get('/audit-log?from=yesterday'))).toEqual([400, 'invalid_request'])
  })

  it('has every moment of a day of Shanghai in that day, and in no other', async () => {
    const { browser } = await signedIn(shop)
    for (const at of ['2026-03-11 00:00:00', '2026-03-11 23:59:59.9', '2026-03-12 00:00:00'])
      await shop.rows(
        `insert into audit_log (merchant_id, at, operator, action, subject, reason, details, address, request_id)
         values (1, ($1 || '+08')::timestamptz, 'clerk', 'order.cancel', $1, '', '{}', '', '')`,
        [at],
      )
    const subjectsOf = async (day: string) =>
      (await browser.get(`/audit-log?from=${day}&to=${day}`)).json.data.rows.map(
        ({ subject }: { subject: string }) => subject,
      )
    expect(await subjectsOf('2026-03-11')).toEqual(['2026-03-11 23:59:59.9', '2026-03-11 00:00:00'])
    expect(await subjectsOf('2026-03-12')).toEqual(['2026-03-12 00:00:00'])
  })

  it('refuses every change, and a change made behind its back is named', async () => {
    const broken = () => findBroken(shop.database.db, 1, peopleInvariants)
    expect(await broken()).toEqual([])
    for (const change of [`update audit_log set reason = ''`, 'delete from audit_log'])
      await expect(shop.rows(change)).rejects.toThrow('append-only')
    await shop.rows('alter table audit_log disable trigger audit_log_append_only')
    await shop.rows(`update audit_log set operator = 'somebody@else.test' where seq = 3`)
    expect((await broken()).map(({ id, ref }) => [id, ref])).toEqual([['INV-25.chain', 'seq 3']])
  })

  it('cannot lose its newest rows unseen, once the books were proved', async () => {
    const { logEnd } = await runAudit(shop.running.app)
    const named = async () =>
      (await findBroken(shop.database.db, 1, peopleInvariants)).filter(
        ({ id }) => id === 'INV-25.tail',
      )
    expect(await named()).toEqual([])
    await shop.rows('delete from audit_log where seq = $1', [logEnd?.seq])
    expect(await named()).toMatchObject([{ ref: `seq ${logEnd?.seq}` }])
  })

  it('holds no password and no code', async () => {
    const { browser, email } = await raised(shop)
    const { secret } = (await browser.post('/account/totp/start')).json.data
    const code = new TOTP({ secret }).generate()
    const { recovery_codes: codes } = (await browser.post('/account/totp/confirm', { code })).json
      .data
    const half = new Browser(shop)
    await half.signIn(email, ownPassword)
    await half.post('/session/second-factor', { code: codes[0] })
    const rows = await shop.rows<{ text: string }>('select a::text as text from audit_log a')
    const text = rows.map((row) => row.text).join('\n')
    expect(text).toContain('session.sign_in')
    for (const kept of [ownPassword, secret, code, ...codes]) expect(text).not.toContain(kept)
  })
})
