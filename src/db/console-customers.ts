// Buyers' accounts as the console reads them.

import type { ClaimProof, CustomerState, Reach } from '../core/customer.ts'
import type { Fen } from '../core/money.ts'
import type { LocalText, OrderState } from '../core/order.ts'
import type { Instant } from '../core/time.ts'
import { type Db, statement } from './connect.ts'

export type ConsoleCustomer = Readonly<{
  customerId: string
  phone: string | null
  email: string | null
  hasPassword: boolean
  hasAlipay: boolean
  state: CustomerState
  createdAt: Instant
  /** `createdAt` in full, for the cursor */
  createdText: string
  signedInAt: Instant | null
  orders: number
}>

const columns = `c.customer_id as "customerId", c.phone, c.email, c.password_hash is not null as "hasPassword",
     c.alipay_id is not null as "hasAlipay", c.state, c.created_at as "createdAt",
     c.created_at::text as "createdText", c.signed_in_at as "signedInAt",
     (select count(*)::integer from customer_order m
       where m.merchant_id = c.merchant_id and m.customer_id = c.customer_id) as orders`

const selectList = statement(
  'list_console_customers',
  `select ${columns} from customer c
   where c.merchant_id = $1 and ($2::text is null or c.phone = $2) and ($3::text is null or c.email = $3)
     and ($4::text is null or c.state = $4)
     and ($5::timestamptz is null or (c.created_at, c.customer_id) < ($5, $6))
   order by c.created_at desc, c.customer_id desc limit $7`,
)

export type CustomerCursor = Readonly<{ at: string; customerId: string }>

/** The newest first; found by a whole phone number or e-mail address, so that nobody leafs through parts of them. */
export async function listConsoleCustomers(
  db: Db,
  merchantId: number,
  filter: Readonly<{ reach: Reach | undefined; state: CustomerState | undefined }>,
  after: CustomerCursor | undefined,
  limit: number,
): Promise<ConsoleCustomer[]> {
  const { reach, state } = filter
  return db.rows<ConsoleCustomer>(selectList, [
    merchantId,
    reach && 'phone' in reach ? reach.phone : null,
    reach && 'email' in reach ? reach.email : null,
    state ?? null,
    after?.at ?? null,
    after?.customerId ?? null,
    limit,
  ])
}

const selectOne = statement(
  'find_console_customer',
  `select ${columns} from customer c where c.merchant_id = $1 and c.customer_id = $2`,
)

export async function findConsoleCustomer(
  db: Db,
  merchantId: number,
  customerId: string,
): Promise<ConsoleCustomer | undefined> {
  return (await db.rows<ConsoleCustomer>(selectOne, [merchantId, customerId]))[0]
}

export type CustomerOrder = Readonly<{
  orderNumber: string
  state: OrderState
  dueFen: Fen
  createdAt: Instant
  how: ClaimProof
  /** of its first line */
  name: LocalText
}>

const selectOrders = statement(
  'list_console_customer_orders',
  `select o.order_number as "orderNumber", o.state, o.due_fen as "dueFen", o.created_at as "createdAt", m.how, l.name
   from customer_order m
   join orders o on o.merchant_id = m.merchant_id and o.order_number = m.order_number
   join order_line l on l.merchant_id = o.merchant_id and l.order_number = o.order_number and l.line_no = 1
   where m.merchant_id = $1 and m.customer_id = $2
   order by o.created_at desc, o.order_number limit $3`,
)

/** The newest first. */
export async function listCustomerOrders(
  db: Db,
  merchantId: number,
  customerId: string,
  limit: number,
): Promise<CustomerOrder[]> {
  return db.rows<CustomerOrder>(selectOrders, [merchantId, customerId, limit])
}
