// Placing, opening, paying and activating: the stories that lead to the points there.

import { CutOff, newPurchase } from './buyer.ts'
import { around, aroundCommit, type Point } from './points.ts'
import { deliver, type Scenario, settle, stands } from './scenario-steps.ts'

/** Of a first start on an empty database. */
export const startPoints: readonly Point[] = [
  ...around('migrate_lock', 'migrate_log'),
  ...aroundCommit('migrate_note'),
  ...around('insert_secret_check', 'reset_clock', 'insert_first_signing_key', 'insert_plan'),
  ...aroundCommit('insert_product', 'rename_new_merchant'),
]

export const payingScenarios: readonly Scenario[] = [
  {
    name: 'an order is placed',
    points: [...around('take_limit'), ...aroundCommit('insert_orders')],
    async play(trial) {
      const purchase = newPurchase()
      await trial.persist((shop) => trial.buyer.place(shop, purchase))
      await trial.persist((shop) => trial.buyer.place(shop, purchase))
      await stands(trial, purchase, 'waiting', 0)
    },
  },
  {
    name: 'an order is placed and its payment opened in one call',
    points: [
      { at: 'insert_attempts', moment: 'after commit' },
      { at: 'alipay.trade.precreate', moment: 'after' },
      { at: 'mark_qr_code', moment: 'before' },
    ],
    async play(trial) {
      const payment = { method: 'alipay', payment_type: 'qr' }
      const purchase = newPurchase('year', 'alipay', { payment })
      const place = () => trial.persist((shop) => trial.buyer.place(shop, purchase))
      const { number, code } = { ...(await place()) }
      if (code === undefined) throw new Error('an order has no code')
      const again = await place()
      if (again.number !== number || again.code !== code) throw new Error('it is another payment')
      await settle(trial, purchase)
      await stands(trial, purchase, 'paid', 1)
    },
  },
  {
    name: 'a free order is placed and delivered',
    points: [...around('insert_free_attempt'), ...aroundCommit('write_paid')],
    async play(trial) {
      const purchase = newPurchase('free')
      await trial.persist((shop) => trial.buyer.place(shop, purchase))
      await stands(trial, purchase, 'paid', 1)
    },
  },
  {
    name: 'a code is shown',
    points: around('insert_attempts', 'alipay.trade.precreate', 'mark_qr_code'),
    async play(trial) {
      const purchase = newPurchase()
      await trial.persist((shop) => trial.buyer.place(shop, purchase))
      const first = await trial.persist((shop) => trial.buyer.open(shop, purchase))
      const again = await trial.persist((shop) => trial.buyer.open(shop, purchase))
      if (first !== again) throw new Error('the code has changed')
      await settle(trial, purchase)
      await stands(trial, purchase, 'paid', 1)
    },
  },
  {
    name: 'a code of WeChat Pay is shown',
    points: around('wechat.native'),
    async play(trial) {
      const purchase = newPurchase('year', 'wechat')
      await trial.persist((shop) => trial.buyer.place(shop, purchase))
      const first = await trial.persist((shop) => trial.buyer.open(shop, purchase))
      const again = await trial.persist((shop) => trial.buyer.open(shop, purchase))
      if (first !== again) throw new Error('the code has changed')
      await settle(trial, purchase)
      await stands(trial, purchase, 'paid', 1)
    },
  },
  {
    name: 'a notice of WeChat Pay settles an order',
    points: around('read_snapshot', 'write_paid'),
    async play(trial) {
      const purchase = await trial.opened(newPurchase('year', 'wechat'))
      await settle(trial, purchase)
      await stands(trial, purchase, 'paid', 1)
    },
  },
  {
    name: 'a look finds the payment, and the notice comes after it',
    points: around('mark_news_asked', 'wechat.query', 'write_repeat'),
    async play(trial) {
      const purchase = await trial.opened(newPurchase('year', 'wechat'))
      const tradeNo = await trial.buyer.pay(purchase)
      await trial.persist(async (shop) => {
        // News counts as old at once, or a look would believe the one before it.
        await trial.run('update attempt set news_at = null where order_number = $1', [
          purchase.number,
        ])
        const { status } = await trial.buyer.look(shop, purchase)
        if (status !== 1) throw new CutOff('not yet')
      })
      await deliver(trial, tradeNo)
      await stands(trial, purchase, 'paid', 1)
    },
  },
  {
    name: 'notices come that move nothing',
    points: around('count_refusal', 'insert_notice', 'write_mismatch'),
    async play(trial) {
      const purchase = await trial.opened(newPurchase())
      const tradeNo = await trial.buyer.pay(purchase)
      const wrong: Parameters<typeof trial.buyer.notify>[2][] = [
        { forged: true },
        { fields: { trade_status: 'WAIT_BUYER_PAY' } },
        { fields: { total_amount: '0.01' } },
      ]
      for (const changes of wrong)
        await trial.persist((shop) => trial.buyer.notify(shop, tradeNo, changes))
      await stands(trial, purchase, 'waiting', 0)
      await deliver(trial, tradeNo)
      await stands(trial, purchase, 'paid', 1)
    },
  },
  {
    name: 'a notice cannot be applied and is kept',
    points: around('insert_notice_for_retry', 'find_notice_for_retry'),
    async play(trial) {
      const purchase = await trial.opened(newPurchase())
      const tradeNo = await trial.buyer.pay(purchase)
      const kept = `select count(*) = 1 as so from notice where out_trade_no = $1`
      while (!(await trial.asks(kept, [purchase.number]))) {
        trial.breaks.add('before write_paid')
        await trial.persist((shop) => trial.buyer.notify(shop, tradeNo))
      }
      trial.breaks.clear()
      await trial.hurry('retry-notice', 'true', [])
      await stands(trial, purchase, 'paid', 1)
    },
  },
  {
    name: 'a device takes its seat and leaves it',
    points: [...aroundCommit('insert_device'), ...around('mark_device_seen', 'delete_device')],
    async play(trial) {
      const purchase = await trial.opened(newPurchase())
      await settle(trial, purchase)
      const { licenses } = await trial.persist((shop) => trial.buyer.look(shop, purchase))
      const key = licenses[0]?.license_key ?? ''
      await trial.persist((shop) => trial.buyer.license(shop, 'activate', key))
      await trial.persist((shop) => trial.buyer.license(shop, 'activate', key))
      // The device that has left already is not found again.
      await trial.persist((shop) =>
        trial.buyer.license(shop, 'deactivate', key).catch((error: Error) => {
          if (!error.message.includes('device_not_found')) throw error
        }),
      )
      const left = `select devices_used = 0 as so from license where order_number = $1`
      await trial.until('the seat is free', left, [purchase.number])
    },
  },
]
