// What one order's page in the console shows beside the order itself: who bought, where the money stands, what
// must be decided.

import type { Fen } from '../core/money.ts'
import type { FulfilmentKind, LineLicense, LocalText } from '../core/order.ts'
import type { Instant } from '../core/time.ts'
import type { CaseKind, MoneyCase } from './cases.ts'
import { type Db, statement } from './connect.ts'
import { owedUnits } from './console-counted.ts'

export type OrderFigures = Readonly<{
  contactPerson: string
  email: string | null
  clientAddress: string
  isTest: boolean
  paidFen: Fen
  refundedFen: Fen
  reservedFen: Fen
  /** units paid for that were not delivered */
  owed: number
  coupon: Readonly<{ couponId: string; code: string; discountFen: Fen }> | null
  /** null: it was placed in the main one */
  shop: Readonly<{ shopId: string; name: string; host: string }> | null
}>

const selectFigures = statement(
  'find_order_figures',
  `select contact_person as "contactPerson", email, client_address as "clientAddress", is_test as "isTest",
     paid_fen as "paidFen", refunded_fen as "refundedFen", reserved_fen as "reservedFen",
     ${owedUnits('o')} as owed,
     (select jsonb_build_object('couponId', u.coupon_id, 'code', u.code, 'discountFen', u.discount_fen)
       from coupon_use u where u.merchant_id = $1 and u.order_number = $2) as coupon,
     (select jsonb_build_object('shopId', s.shop_id, 'name', s.name, 'host', s.host)
       from order_shop b join shop s using (merchant_id, shop_id)
       where b.merchant_id = $1 and b.order_number = $2) as shop
   from orders o where merchant_id = $1 and order_number = $2`,
)

export async function findOrderFigures(
  db: Db,
  merchantId: number,
  orderNumber: string,
): Promise<OrderFigures | undefined> {
  return (await db.rows<OrderFigures>(selectFigures, [merchantId, orderNumber]))[0]
}

export type OrderCase = Readonly<{
  kind: CaseKind
  ref: string
  reason: string
  state: MoneyCase['state']
  amountFen: Fen | null
  openedAt: Instant
}>

const selectCases = statement(
  'list_cases_of_order',
  `select kind, ref, reason, state, amount_fen as "amountFen", opened_at as "openedAt"
   from money_case where merchant_id = $1 and order_number = $2 order by opened_at desc`,
)

export async function listCasesOfOrder(
  db: Db,
  merchantId: number,
  orderNumber: string,
): Promise<OrderCase[]> {
  return db.rows<OrderCase>(selectCases, [merchantId, orderNumber])
}

/** What a line is beside its name and amount. */
export type LineGoods = Readonly<{
  lineNo: number
  kind: FulfilmentKind
  act: LineLicense['act']
  validDays: number | null
  /** of renewals, upgrades, content and courses, which leave nothing behind that is listed beside the lines */
  state: 'done' | 'owed' | 'undone' | null
  /** what it is bought for */
  license: Readonly<{ licenseId: string; keyMasked: string }> | null
  /** of an upgrade; null also when there is no such plan any more */
  fromName: LocalText | null
  creditFen: Fen
  /** of a course: when and why a person of the shop closed it */
  closedAt: Instant | null
  closedReason: string | null
}>

const selectGoods = statement(
  'list_goods_of_lines',
  `select l.line_no as "lineNo", l.fulfilment_kind as kind, coalesce(t.act, 'new') as act, l.valid_days as "validDays",
     case when l.fulfilment_kind not in ('content', 'course') and t.license_id is null then null
       when t.undone_at is not null or f.state = 'revoked' then 'undone' else f.state end as state,
     case when c.license_id is not null
       then jsonb_build_object('licenseId', c.license_id, 'keyMasked', c.key_masked) end as license,
     p.name as "fromName", coalesce(t.credit_fen, 0) as "creditFen",
     b.closed_at as "closedAt", b.reason as "closedReason"
   from order_line l
   left join line_terms t using (merchant_id, order_number, line_no)
   left join course_closed b using (merchant_id, order_number, line_no)
   left join fulfilment f on f.merchant_id = l.merchant_id and f.order_number = l.order_number
     and f.line_no = l.line_no and f.seq = 1
   left join license c on c.merchant_id = t.merchant_id and c.license_id = t.license_id
   left join plan p
     on p.merchant_id = l.merchant_id and p.product_id = l.product_id and p.plan_id = t.from_plan_id
   where l.merchant_id = $1 and l.order_number = $2 order by l.line_no`,
)

export async function listGoodsOfLines(
  db: Db,
  merchantId: number,
  orderNumber: string,
): Promise<LineGoods[]> {
  return db.rows<LineGoods>(selectGoods, [merchantId, orderNumber])
}

export type OrderChoices = Readonly<{
  channels: readonly string[]
  products: readonly Readonly<{ productId: string; name: LocalText }>[]
}>

// Walks from one channel to the next instead of reading every attempt.
const selectChoices = statement(
  'find_order_choices',
  `with recursive channel (channel_id) as (
     (select channel_id from attempt where merchant_id = $1 order by channel_id limit 1)
     union all
     select (select a.channel_id from attempt a where a.merchant_id = $1 and a.channel_id > c.channel_id
       order by a.channel_id limit 1)
     from channel c where c.channel_id is not null)
   select coalesce((select jsonb_agg(channel_id) from channel where channel_id is not null), '[]') as channels,
     coalesce((select jsonb_agg(jsonb_build_object('productId', product_id, 'name', name)
         order by position, product_id)
       from product where merchant_id = $1 and not is_test), '[]') as products`,
)

/** What orders can be filtered by. */
export async function findOrderChoices(db: Db, merchantId: number): Promise<OrderChoices> {
  const [row] = await db.rows<OrderChoices>(selectChoices, [merchantId])
  return row ?? { channels: [], products: [] }
}
