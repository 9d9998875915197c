// The demo catalogue of CONTRACT section 3. Loading it again changes nothing.

import type { Fen } from '../core/money.ts'
import type { LocalText } from '../core/order.ts'
import { appendAuditLog, atStart } from '../db/audit-log.ts'
import { insertProduct, nameNewMerchant, recallSample, retireSample } from '../db/catalogue.ts'
import type { Database } from '../db/connect.ts'

export const demoProductId = 'demo-app'
export const demoShopName = '晨星软件'

const plans: readonly Readonly<{
  planId: string
  name: LocalText
  price: number
  validDays: number | null
  maxDevices: number
}>[] = [
  {
    planId: 'month',
    name: { zh: '月度版', en: 'Monthly' },
    price: 990,
    validDays: 31,
    maxDevices: 1,
  },
  {
    planId: 'year',
    name: { zh: '年度版', en: 'Yearly' },
    price: 9_900,
    validDays: 365,
    maxDevices: 3,
  },
  {
    planId: 'lifetime',
    name: { zh: '永久版', en: 'Lifetime' },
    price: 29_900,
    validDays: null,
    maxDevices: 5,
  },
  {
    planId: 'free',
    name: { zh: '免费试用', en: 'Free trial' },
    price: 0,
    validDays: 7,
    maxDevices: 1,
  },
]

export async function loadDemoCatalogue(db: Database, merchantId: number): Promise<void> {
  const product = {
    productId: demoProductId,
    name: { zh: 'Demo App', en: 'Demo App' },
    description: {
      zh: '一款用来试用 Keytill 的示例软件：选择套餐，付款后立即得到授权码。',
      en: 'A sample program to try Keytill with: choose a plan, pay, and get the licence key at once.',
    },
    plans: plans.map(({ price, ...plan }) => ({
      ...plan,
      productId: demoProductId,
      priceFen: price as Fen,
      fulfilmentKind: 'license' as const,
    })),
  }
  await db.tx(async (tx) => {
    await insertProduct(tx, merchantId, product, 0)
    await recallSample(tx, merchantId, demoProductId)
    await nameNewMerchant(tx, merchantId, demoShopName)
  })
}

/** A shop that sells for real does not sell the sample, unless somebody made it a product of his own. */
export async function retireDemoCatalogue(db: Database, merchantId: number): Promise<void> {
  await db.tx(async (tx) => {
    if (!(await retireSample(tx, merchantId, demoProductId))) return
    const entry = { action: 'product.retire', subject: demoProductId } as const
    await appendAuditLog(tx, merchantId, atStart, entry)
  })
}
