// New licences of many orders that are paid in one statement. Their fields go as columns, which the database reads several
// times as fast as a JSON document for each order.

import type { GrantedLicense, GrantedUnit } from '../core/granted.ts'

/** In the order of the parameters. */
const fields = {
  payment: 'bigint',
  lineNo: 'integer',
  seq: 'integer',
  licenseId: 'text',
  keyHash: 'text',
  keySealed: 'text',
  keyMasked: 'text',
  productId: 'text',
  planId: 'text',
  validFrom: 'float8',
  validUntil: 'float8',
  maxDevices: 'integer',
  awaitingDays: 'integer',
  terms: 'jsonb',
} as const satisfies Record<'payment' | Exclude<keyof GrantedLicense, 'kind'>, string>

/**
 * Parts of a statement whose part `won` has a row for each order that is paid, with its place among those that were told
 * as `payment`. The columns of licenseColumns begin at the parameter `first`; $1 is the merchant.
 */
export function licensesGranted(first: number): string {
  const arrays = Object.values(fields).map((type, at) => `(select $${first + at}::${type}[])`)
  const names = Object.keys(fields).map((name) => `"${name}"`)
  return `
   unit as materialized (
     select won."orderNumber", won.at, u.*
     from unnest(${arrays.join(', ')})
       as u(${names.join(', ')})
     join won on won.payment = u.payment),
   granted as (
     insert into fulfilment (merchant_id, order_number, line_no, seq, kind, state, done_at)
     select $1, u."orderNumber", u."lineNo", u.seq, 'license', 'done', u.at from unit u),
   issued as (
     insert into license (merchant_id, license_id, order_number, line_no, seq, key_hash, key_sealed,
       key_masked, product_id, plan_id, state, valid_from, valid_until, max_devices, awaiting_days, terms)
     select $1, u."licenseId", u."orderNumber", u."lineNo", u.seq, decode(u."keyHash", 'base64'), u."keySealed",
       u."keyMasked", u."productId", u."planId", 'active', to_timestamp(u."validFrom" / 1000),
       to_timestamp(u."validUntil" / 1000), u."maxDevices", u."awaitingDays", coalesce(u.terms, '{}')
     from unit u)`
}

/** The units of each payment, in the order the payments are told in. All are new licences. */
export function licenseColumns(payments: readonly (readonly GrantedUnit[])[]): unknown[] {
  const rows = payments.flatMap((units, at) =>
    units.map((unit) =>
      Object.keys(fields).map((field) =>
        field === 'payment' ? at + 1 : (unit as Readonly<Record<string, unknown>>)[field],
      ),
    ),
  )
  return columnsOf(rows, Object.keys(fields).length)
}

/** Rows as so many columns. */
export function columnsOf(rows: readonly (readonly unknown[])[], count: number): unknown[] {
  return Array.from({ length: count }, (_, at) => rows.map((row) => row[at]))
}
