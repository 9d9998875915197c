// Every writing call of the console with what makes it succeed.

import { TOTP } from 'otpauth'
import { billDayOf, dayAfter } from '../../../src/core/bill.ts'
import { dayMs, instantOf } from '../../../src/core/time.ts'
import { billOf, emptyDay } from '../../support/alipay-bill.ts'
import { Browser, ownPassword, raised, signedIn } from '../../support/console.ts'
import { TestPasskey } from '../../support/passkey.ts'
import {
  aBatch,
  aFile,
  changeOfLicense,
  changeOfOperator,
  contentPlan,
  type Deeds,
  deedOfCards,
  deedsOfChapters,
  deedsOfShops,
  plainLook,
} from './deed.ts'
import { aCoupon, aPlan, atCounter, reason } from './stage.ts'

/** Paths without the method; each sets its own stage. */
export const deeds: Deeds = {
  '/session': async ({ shop }) => {
    const { email } = await signedIn(shop)
    const body = { email, password: ownPassword }
    return { at: '/session', body, by: new Browser(shop), table: 'operator_session' }
  },
  '/session/second-factor': async (stage) => {
    const { email, code } = await stage.withTotp()
    const by = new Browser(stage.shop)
    await by.signIn(email, ownPassword)
    return { at: '/session/second-factor', body: { code }, by, table: 'operator_session' }
  },
  '/session/password': async ({ shop }) => {
    const { browser: by } = await signedIn(shop)
    const body = { password: ownPassword, new_password: 'another of my own 8' }
    return { at: '/session/password', body, by, table: 'operator' }
  },
  '/session/passkey': async (stage) => {
    const { key } = await stage.withPasskey()
    const by = new Browser(stage.shop)
    const asked = async () => (await stage.post('/session/passkey/options', {}, by)).json.data
    const bodyOf = async () => ({ response: key.get(await asked()) })
    return { at: '/session/passkey', bodyOf, by, table: 'operator_session' }
  },
  '/session/sign-out': async ({ shop }) => ({
    at: '/session/sign-out',
    by: (await signedIn(shop)).browser,
  }),
  '/session/step-up': async ({ shop }) => {
    const { browser: by } = await signedIn(shop)
    const body = { password: ownPassword }
    return { at: '/session/step-up', body, by, table: 'operator_session' }
  },
  '/session/step-up/passkey': async (stage) => {
    const { key, browser: by } = await stage.withPasskey()
    const path = '/session/step-up/passkey/options'
    const bodyOf = async () => ({ response: key.get((await stage.post(path, {}, by)).json.data) })
    return { at: '/session/step-up/passkey', bodyOf, by, table: 'operator_session' }
  },
  '/session/end': async ({ shop }) => {
    const { browser: by, email } = await signedIn(shop)
    await new Browser(shop).signIn(email, ownPassword)
    const rows = (await by.get('/session/list')).json.data.rows as Record<string, unknown>[]
    const { session_id } = rows.find(({ is_this }) => !is_this) ?? {}
    return { at: '/session/end', body: { session_id }, by }
  },
  '/session/end-others': async ({ shop }) => ({
    at: '/session/end-others',
    by: (await signedIn(shop)).browser,
  }),
  '/account/totp/confirm': async (stage) => {
    const { browser: by } = await raised(stage.shop)
    const code = new TOTP(await stage.totpStarted(by)).generate()
    return { at: '/account/totp/confirm', body: { code }, by, table: 'operator' }
  },
  '/account/totp/remove': async (stage) => ({
    at: '/account/totp/remove',
    by: (await stage.withTotp()).browser,
    table: 'operator',
  }),
  '/account/recovery-codes': async (stage) => ({
    at: '/account/recovery-codes',
    by: (await stage.withTotp()).browser,
    table: 'recovery_code',
  }),
  '/account/passkeys': async (stage) => {
    const { browser: by } = await raised(stage.shop)
    const key = new TestPasskey(stage.shop.running.publicUrl)
    const bodyOf = () => stage.newPasskey(key, by)
    return { at: '/account/passkeys', bodyOf, by, table: 'passkey' }
  },
  '/account/passkeys/remove': async (stage) => {
    const { key, browser: by } = await stage.withPasskey()
    const body = { credential_id: key.id.toString('base64url') }
    return { at: '/account/passkeys/remove', body, by }
  },

  '/orders/:order_number/redeliver': async (stage) => {
    const number = await stage.paidLate()
    await stage.shop.rows(
      "update money_case set state = 'waived', resolved_at = now() where order_number = $1",
      [number],
    )
    return { at: `/orders/${number}/redeliver`, body: { reason }, table: 'fulfilment' }
  },
  '/orders/:order_number/cancel': async (stage) => ({
    at: `/orders/${(await stage.opened()).number}/cancel`,
    body: { reason },
  }),
  '/orders/:order_number/confirm': async (stage) => {
    const order = await stage.opened()
    const body = stage.claimOf(order)
    return { at: `/orders/${order.number}/confirm`, body, table: 'manual_confirmation' }
  },
  '/orders/:order_number/confirm/decide': async (stage) => {
    const order = await stage.opened(2)
    const at = `/orders/${order.number}/confirm`
    await stage.post(at, stage.claimOf(order), stage.other.browser)
    return { at: `${at}/decide`, body: { agree: true, reason }, table: 'manual_confirmation' }
  },
  '/orders/:order_number/cards/reveal': async (stage) => {
    const { number, card_id } = await stage.soldCard()
    return { at: `/orders/${number}/cards/reveal`, body: { card_id, reason } }
  },
  '/orders/:order_number/link': async (stage) => ({
    at: `/orders/${(await stage.paid()).number}/link`,
    body: { reason },
  }),
  '/orders/:order_number/resend': async (stage) => {
    await stage.webhook()
    return { at: `/orders/${(await stage.paid()).number}/resend`, body: { reason } }
  },
  '/orders/:order_number/letters/resend': async (stage) => {
    const { number } = await stage.paid()
    await stage.toldBuyer(number)
    return { at: `/orders/${number}/letters/resend`, body: { reason }, table: 'letter' }
  },
  '/settings/letters/:way/test': async () => ({ at: '/settings/letters/mail/test', body: {} }),
  '/orders/export': async () => ({ at: '/orders/export', body: { format: 'csv' } }),
  '/counter/orders': async () => {
    const body = { ...atCounter, phone: '13900000002', key: crypto.randomUUID() }
    return { at: '/counter/orders', body, table: 'orders' }
  },
  '/counter/orders/:order_number/charge': async (stage) => ({
    at: `${await stage.counterOrder()}/charge`,
    body: { code: await stage.payCode() },
  }),
  '/counter/orders/:order_number/goods': async (stage) => {
    const at = await stage.counterOrder()
    await stage.post(`${at}/charge`, { code: await stage.payCode() })
    return { at: `${at}/goods` }
  },
  '/refunds': async (stage) => {
    const body = { order_number: (await stage.paid()).number, reason }
    return { at: '/refunds', body, table: 'refund' }
  },
  '/refunds/:refund_no/approve': async (stage) => ({
    at: `${await stage.refund(2)}/approve`,
    body: { reason },
    by: stage.other.browser,
  }),
  '/refunds/:refund_no/reject': async (stage) => ({
    at: `${await stage.refund(2)}/reject`,
    body: { reason },
    by: stage.other.browser,
    table: 'refund',
  }),
  '/refunds/:refund_no/cancel': async (stage) => ({
    at: `${await stage.refund()}/cancel`,
    body: { reason },
    table: 'refund',
  }),
  '/cases/:kind/decide': async (stage) => {
    const found = await stage.me.browser.get(`/cases?search=${await stage.paidLate()}`)
    const [{ kind, ref }] = found.json.data.rows
    const body = { ref, decision: 'waive', reason }
    return { at: `/cases/${kind}/decide`, body, table: 'money_case' }
  },
  '/books/days/:channel/:day/fetch': async ({ shop }) => {
    const day = new Date(shop.running.clock.now() - 2 * 86_400_000).toISOString().slice(0, 10)
    return { at: `/books/days/alipay-demo/${day}/fetch` }
  },
  '/books/days/:channel/:day/import': async ({ shop }) => {
    const day = billDayOf(instantOf(shop.running.clock.now() - 3 * dayMs))
    const file = billOf(emptyDay('2088000000000001', day, dayAfter(day, 1))).toString('base64')
    return { at: `/books/days/alipay-demo/${day}/import`, body: { file }, table: 'bill_file' }
  },

  '/licenses/export': async () => ({ at: '/licenses/export', body: { format: 'csv' } }),
  '/licenses/:license_id/reveal': async (stage) => ({ at: `${await stage.license()}/reveal` }),
  ...changeOfLicense('reissue'),
  ...changeOfLicense('revoke'),
  ...changeOfLicense('suspend'),
  ...changeOfLicense('extend', { days: 3 }),
  ...changeOfLicense('limit', { max_devices: 5 }),
  ...changeOfLicense('transfer', { contact_person: '李四', phone: '13900139000' }),
  '/license-batches': async (stage) => ({
    at: '/license-batches',
    body: { ...aBatch, batch_id: stage.fresh('batch') },
    table: 'license_batch',
  }),
  '/license-batches/:batch_id/export': async (stage) => {
    const batch_id = stage.fresh('batch')
    await stage.post('/license-batches', { ...aBatch, batch_id })
    return { at: `/license-batches/${batch_id}/export` }
  },
  '/licenses/:license_id/resume': async (stage) => {
    const at = await stage.license()
    await stage.post(`${at}/suspend`, { reason })
    return { at: `${at}/resume`, body: { reason }, table: 'license' }
  },
  '/licenses/:license_id/unbind': async (stage) => {
    const at = await stage.license()
    const { license_key } = (await stage.post(`${at}/reveal`)).json.data
    const device = { license_key, fingerprint: 'machine' }
    await stage.shop.post('/api/v1/licenses/activate', device)
    return { at: `${at}/unbind`, body: { reason, fingerprint: 'machine' } }
  },

  '/catalogue/products': async (stage) => ({
    at: '/catalogue/products',
    body: stage.productBody(),
    table: 'product',
  }),
  '/catalogue/products/:product_id/change': async (stage) => ({
    at: `${await stage.product()}/change`,
    body: { late_policy: 'hold' },
    table: 'product',
  }),
  '/catalogue/products/:product_id/picture': async (stage) => {
    const jpeg = Buffer.from('ffd8ffe000044a46ffc00011080040006003', 'hex')
    const body = { picture: jpeg.toString('base64') }
    return { at: `${await stage.product()}/picture`, body, table: 'product_image' }
  },
  '/catalogue/products/:product_id/copy': async (stage) => ({
    at: `${await stage.product()}/copy`,
    body: { product_id: stage.fresh('copied') },
    table: 'product',
  }),
  '/catalogue/products/:product_id/move': async (stage) => ({
    at: `${await stage.product()}/move`,
    body: { to: 'up' },
    table: 'product',
  }),
  '/catalogue/products/:product_id/delete': async (stage) => ({
    at: `${await stage.product()}/delete`,
  }),
  '/catalogue/products/:product_id/packages': async (stage) => ({
    at: `${await stage.product()}/packages`,
    body: { ...aPlan, package_id: 'two' },
    table: 'plan',
  }),
  '/catalogue/products/:product_id/packages/:package_id/change': async (stage) => ({
    at: `${await stage.plan()}/change`,
    body: { price: 6 },
    table: 'plan',
  }),
  '/catalogue/products/:product_id/packages/:package_id/move': async (stage) => {
    const at = await stage.plan()
    await stage.post(at.replace('/one', ''), { ...aPlan, package_id: 'two' })
    return { at: `${at}/move`, body: { to: 'down' }, table: 'plan' }
  },
  '/catalogue/products/:product_id/packages/:package_id/delete': async (stage) => ({
    at: `${await stage.plan()}/delete`,
  }),
  '/catalogue/products/:product_id/packages/:package_id/content': async (stage) => ({
    at: `${await contentPlan(stage)}/content`,
    body: { text: 'https://pan.example/abc' },
    table: 'plan_content',
  }),
  '/catalogue/products/:product_id/packages/:package_id/content/files': async (stage) => ({
    at: `${await contentPlan(stage)}/content/files`,
    body: aFile,
    table: 'plan_file',
  }),
  '/catalogue/products/:product_id/packages/:package_id/content/files/:file_id/delete': async (
    stage,
  ) => {
    const files = `${await contentPlan(stage)}/content/files`
    const { file_id } = (await stage.post(files, aFile)).json.data
    return { at: `${files}/${file_id}/delete` }
  },
  ...deedsOfChapters(),
  ...deedsOfShops(),
  ...deedOfCards('import', async (stage) => ({
    body: { text: stage.fresh('CARD'), form: 'lines', batch: 'b' },
    table: 'card',
  })),
  ...deedOfCards('reveal', async (stage, at) => {
    const [{ card_id }] = (await stage.me.browser.get(at)).json.data.rows
    return { body: { card_id } }
  }),
  ...deedOfCards('export', async () => ({ body: { reason: 'r' } })),
  ...deedOfCards('release', async (stage) => {
    await stage.shop.rows("update card set state = 'held' where state = 'free'")
    return { body: { kept_back: 0 }, table: 'card' }
  }),
  ...deedOfCards('remove', async () => ({ body: { reason: 'r' }, table: 'plan' })),
  '/coupons': async (stage) => ({
    at: '/coupons',
    body: { ...aCoupon, codes: { code: stage.fresh('SPRING') } },
    table: 'coupon',
  }),
  '/coupons/:coupon_id/change': async (stage) => ({
    at: `${await stage.coupon()}/change`,
    body: { is_on: false },
    table: 'coupon',
  }),
  '/coupons/:coupon_id/export': async (stage) => ({ at: `${await stage.coupon()}/export` }),

  '/customers/:customer_id/sign-out': async (stage) => ({
    at: `${await stage.customer()}/sign-out`,
    body: { reason },
  }),
  '/customers/:customer_id/change': async (stage) => ({
    at: `${await stage.customer()}/change`,
    body: { reason, state: 'disabled' },
    table: 'customer',
  }),
  '/operators': async (stage) => ({
    at: '/operators',
    body: { email: `${stage.fresh('made')}@shop.test`, name: 'N', role: 'reader' },
    table: 'operator',
  }),
  ...changeOfOperator('change', { role: 'finance' }),
  ...changeOfOperator('reset-factor'),
  ...changeOfOperator('reset-password'),
  '/look': async (stage) => {
    const body = { ...plainLook, company: stage.fresh('company') }
    return { at: '/look', body, table: 'shop_look' }
  },
  '/look/logo': async () => ({
    at: '/look/logo',
    body: {
      picture: Buffer.from('ffd8ffe000044a46ffc00011080050006003', 'hex').toString('base64'),
    },
    table: 'product_image',
  }),
  '/settings': async () => ({
    at: '/settings',
    body: { changes: { PAYMENT_ENABLED: 'true' } },
    table: 'saved_setting',
  }),
  '/settings/payee-asks/:ask_id/decide': async (stage) => {
    const askId = stage.fresh('pay_')
    await stage.shop.rows(
      `insert into payee_ask values (1, 'alipay', $1, '2021', 'sealed', 'ann@shop.test', app_now())`,
      [askId],
    )
    return { at: `/settings/payee-asks/${askId}/decide`, body: { agree: false } }
  },
  '/settings/channels/:kind/test-payments': async () => ({
    at: '/settings/channels/alipay/test-payments',
  }),
  '/settings/test-payments/:order_number/refund': async (stage) => ({
    at: `${await stage.testPayment()}/refund`,
    table: 'refund',
  }),
  '/system/jobs/run': async (stage) => {
    const ref = stage.fresh('nothing:')
    await stage.shop.rows(
      `insert into job (merchant_id, kind, ref, run_at, created_at, tries, failures)
       values (1, 'query-attempt', $1, now() + interval '1 day', now(), 0, 0)`,
      [ref],
    )
    return { at: '/system/jobs/run', body: { kind: 'query-attempt', ref, reason } }
  },
  '/system/audits/run': async () => ({ at: '/system/audits/run' }),
  '/webhooks': async () => ({
    at: '/webhooks',
    body: { name: '新', url: 'http://127.0.0.1:9/new', events: ['order.paid'] },
    table: 'webhook_endpoint',
  }),
  '/webhooks/:endpoint_id': async (stage) => ({
    at: await stage.webhook(),
    body: { name: '改', url: 'http://127.0.0.1:9/other', events: ['order.paid'] },
    table: 'webhook_endpoint',
  }),
  '/webhooks/:endpoint_id/state': async (stage) => ({
    at: `${await stage.webhook()}/state`,
    body: { state: 'paused', reason },
    table: 'webhook_endpoint',
  }),
  '/webhooks/:endpoint_id/rotate': async (stage) => ({
    at: `${await stage.webhook()}/rotate`,
    body: { reason },
    table: 'webhook_endpoint',
  }),
  '/webhooks/:endpoint_id/test': async (stage) => ({ at: `${await stage.webhook()}/test` }),
  '/webhooks/messages/:message_id/send': async (stage) => {
    const { json } = await stage.post(`${await stage.webhook()}/test`)
    return { at: `/webhooks/messages/${json.data.message_id}/send`, body: { reason } }
  },
}
