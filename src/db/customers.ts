// Buyers with an account, as rows: how they are reached, their passwords, and the places they are known from.

import type { CustomerState, Reach } from '../core/customer.ts'
import type { Instant } from '../core/time.ts'
import { type Db, statement } from './connect.ts'

export type Customer = Readonly<{
  customerId: string
  phone: string | null
  email: string | null
  alipayId: string | null
  passwordHash: string | null
  state: CustomerState
  createdAt: Instant
  signedInAt: Instant | null
}>

export const customerColumns = `c.customer_id as "customerId", c.phone, c.email, c.alipay_id as "alipayId",
  c.password_hash as "passwordHash", c.state, c.created_at as "createdAt", c.signed_in_at as "signedInAt"`

const selectByReach = statement(
  'find_customer_by_reach',
  `select ${customerColumns} from customer c
   where c.merchant_id = $1 and (c.phone = $2 or c.email = $3 or c.alipay_id = $4)`,
)

/** Exactly one of the three. */
type Known = Reach | Readonly<{ alipayId: string }>

function keysOf(known: Known): readonly (string | null)[] {
  return [
    'phone' in known ? known.phone : null,
    'email' in known ? known.email : null,
    'alipayId' in known ? known.alipayId : null,
  ]
}

/** Whose phone, e-mail address or Alipay account it is; nobody's costs the same. */
export async function findCustomerBy(
  db: Db,
  merchantId: number,
  known: Known,
): Promise<Customer | undefined> {
  return (await db.rows<Customer>(selectByReach, [merchantId, ...keysOf(known)]))[0]
}

const selectOne = statement(
  'find_customer',
  `select ${customerColumns} from customer c where c.merchant_id = $1 and c.customer_id = $2`,
)

export async function findCustomer(
  db: Db,
  merchantId: number,
  customerId: string,
): Promise<Customer | undefined> {
  return (await db.rows<Customer>(selectOne, [merchantId, customerId]))[0]
}

const lockOne = statement(
  'lock_customer',
  `select ${customerColumns} from customer c where c.merchant_id = $1 and c.customer_id = $2 for update`,
)

/** Nobody else changes the account until this transaction ends. */
export async function lockCustomer(
  tx: Db,
  merchantId: number,
  customerId: string,
): Promise<Customer | undefined> {
  return (await tx.rows<Customer>(lockOne, [merchantId, customerId]))[0]
}

const insertOne = statement(
  'insert_customer',
  `insert into customer (merchant_id, customer_id, phone, email, alipay_id, created_at)
   values ($1, $2, $3, $4, $5, app_now()) on conflict do nothing returning 1 as made`,
)

/** False: it is somebody's already. */
export async function insertCustomer(
  tx: Db,
  merchantId: number,
  customerId: string,
  known: Known,
): Promise<boolean> {
  return (await tx.rows(insertOne, [merchantId, customerId, ...keysOf(known)])).length === 1
}

const updateReach = statement(
  'change_customer_reach',
  `update customer c set phone = coalesce($3, phone), email = coalesce($4, email), alipay_id = coalesce($5, alipay_id)
   where c.merchant_id = $1 and c.customer_id = $2 and not exists (
     select from customer other
     where other.merchant_id = $1 and other.customer_id <> $2
       and (other.phone = $3 or other.email = $4 or other.alipay_id = $5))
   returning 1 as changed`,
)

/** Another phone, e-mail address or Alipay account. False: it is somebody else's. */
export async function updateCustomerReach(
  tx: Db,
  merchantId: number,
  customerId: string,
  known: Known,
): Promise<boolean> {
  return (await tx.rows(updateReach, [merchantId, customerId, ...keysOf(known)])).length === 1
}

const clearAlipay = statement(
  'unlink_customer_alipay',
  `update customer set alipay_id = null where merchant_id = $1 and customer_id = $2`,
)

export async function clearCustomerAlipay(
  tx: Db,
  merchantId: number,
  customerId: string,
): Promise<void> {
  await tx.rows(clearAlipay, [merchantId, customerId])
}

// The account is as old as the older of the two, since an order cannot have come to it before it was there.
const takeOver = statement(
  'take_over_customer',
  `with moved as (
     update customer_order set customer_id = $3 where merchant_id = $1 and customer_id = $2)
   update customer c set created_at = least(c.created_at, f.created_at)
   from customer f
   where c.merchant_id = $1 and c.customer_id = $3 and f.merchant_id = $1 and f.customer_id = $2`,
)

/** All orders of one account become the other's. */
export async function takeOverCustomer(
  tx: Db,
  merchantId: number,
  fromId: string,
  toId: string,
): Promise<void> {
  await tx.rows(takeOver, [merchantId, fromId, toId])
}

const updatePassword = statement(
  'change_customer_password',
  `update customer set password_hash = $3 where merchant_id = $1 and customer_id = $2`,
)

export async function updateCustomerPassword(
  tx: Db,
  merchantId: number,
  customerId: string,
  passwordHash: string,
): Promise<void> {
  await tx.rows(updatePassword, [merchantId, customerId, passwordHash])
}

const updateState = statement(
  'change_customer_state',
  `update customer set state = $3 where merchant_id = $1 and customer_id = $2`,
)

export async function updateCustomerState(
  tx: Db,
  merchantId: number,
  customerId: string,
  state: CustomerState,
): Promise<void> {
  await tx.rows(updateState, [merchantId, customerId, state])
}

const deleteOne = statement(
  'delete_customer',
  `delete from customer where merchant_id = $1 and customer_id = $2`,
)

/** The account with its sessions and its hold on orders; the orders stay. */
export async function deleteCustomer(
  tx: Db,
  merchantId: number,
  customerId: string,
): Promise<void> {
  await tx.rows(deleteOne, [merchantId, customerId])
}

const updateSignedIn = statement(
  'note_customer_signed_in',
  `with known as (
     insert into customer_familiar (merchant_id, customer_id, mark, seen_at)
     select $1, $2, mark, real_now() from unnest($3::bytea[]) as mark
     on conflict (merchant_id, customer_id, mark) do update set seen_at = excluded.seen_at),
   forgotten as (
     delete from customer_familiar where merchant_id = $1 and customer_id = $2 and mark <> all ($3)
       and seen_at < real_now() - interval '90 days')
   update customer set signed_in_at = app_now()
   where merchant_id = $1 and customer_id = $2 and state = 'active' returning 1 as noted`,
)

/**
 * Notes that somebody signed in, and remembers for 90 days where from (SHA-256 of address and device). False: the
 * account is disabled, or gone.
 */
export async function markCustomerSignedIn(
  tx: Db,
  merchantId: number,
  customerId: string,
  marks: readonly Buffer[],
): Promise<boolean> {
  return (await tx.rows(updateSignedIn, [merchantId, customerId, marks])).length === 1
}

const selectFamiliar = statement(
  'list_familiar_marks_of_customer',
  `select c.mark from customer_familiar c
   where c.merchant_id = $1 and c.customer_id = $2 and c.mark = any($3)
     and c.seen_at > real_now() - interval '90 days'`,
)

/** Those of the given marks that an account was signed in from before. */
export async function listCustomerMarks(
  db: Db,
  merchantId: number,
  customerId: string,
  marks: readonly Buffer[],
): Promise<Buffer[]> {
  const rows = await db.rows<{ mark: Buffer }>(selectFamiliar, [merchantId, customerId, marks])
  return rows.map(({ mark }) => mark)
}
