// The ways in which an order is found by what stands elsewhere: by any number, name or key a person may type, by
// channel, product or case. Each walks an index of its own.

import { type RawBuilder, sql } from 'kysely'

type Column = (name: string) => RawBuilder<unknown>

/** Rows of a table that lead to orders by `order_number`, said of a row whose columns `x` names. */
export type Way = Readonly<{ table: string; fits(x: Column): RawBuilder<unknown> }>

/** what a person typed, its keyed hash as a card, and as a licence key where it is one */
export type Search = Readonly<{ text: string; cardHash: Buffer; keyHash: Buffer | undefined }>

/** So many orders are named at most; what fits more is common. */
const commonFrom = 2_000

/** By its place in the list, the orders a way leads to; null where they are too many to name. */
export type NamedBy = Readonly<{ way: number; numbers: readonly string[] | null }>

export function fewNamedBy(merchantId: number, ways: readonly Way[]): RawBuilder<NamedBy> {
  const rows = ways.map(
    (
      { table, fits },
      way,
    ) => sql`(${sql.lit(way)}, array(select x.order_number from ${sql.table(table)} x
      where x.merchant_id = ${merchantId} and x.order_number is not null and ${fits(columnOf('x'))}
      limit ${sql.lit(commonFrom)}))`,
  )
  return sql`select way, case when cardinality(numbers) < ${sql.lit(commonFrom)} then numbers end as numbers
    from (values ${sql.join(rows)}) as w(way, numbers)`
}

/** Whether the row `o` of orders is named by one of the ways or, where a way is common, fits it. */
export function fitsEither(
  ways: readonly Way[],
  numbersOf: (way: Way) => readonly string[] | undefined,
): RawBuilder<boolean> {
  const named = new Set(ways.flatMap((way) => numbersOf(way) ?? []))
  const common = ways.filter((way) => numbersOf(way) === undefined).map(fitsOrder)
  const isNamed = sql`o.order_number = any(${[...named]}::text[])`
  const either = named.size > 0 || common.length === 0 ? [isNamed, ...common] : common
  return sql`(${sql.join(either, sql` or `)})`
}

function fitsOrder({ table, fits }: Way) {
  if (table === 'orders') return sql`(${fits(columnOf('o'))})`
  return sql`exists (select from ${sql.table(table)} x
    where x.merchant_id = o.merchant_id and x.order_number = o.order_number and ${fits(columnOf('x'))})`
}

/** An order fits what was typed by any of these. */
export function searchWays({ text, cardHash, keyHash }: Search): readonly Way[] {
  return [
    // A card that nobody has bought belongs to no order.
    way('card', (x) => sql`${x('card_hash')} = ${cardHash}`),
    ...(keyHash ? keyWays(keyHash) : []),
    way('orders', (x) => begins(x('contact_person'), text)),
    ...(text.includes('@')
      ? [way('orders', (x) => begins(sql`lower(${x('email')})`, text.toLowerCase()))]
      : []),
    ...(/^[0-9A-Za-z_:.-]{4,64}$/.test(text) ? numberWays(text) : []),
  ]
}

function keyWays(hash: Buffer): readonly Way[] {
  return [
    way('license', (x) => sql`${x('key_hash')} = ${hash}`),
    way(
      'license',
      (x) => sql`(${x('merchant_id')}, ${x('license_id')}) in (
        select merchant_id, license_id from license_former_key where key_hash = ${hash})`,
    ),
  ]
}

function numberWays(number: string): readonly Way[] {
  const spellings = [...new Set([number, number.toUpperCase()])]
  return [
    ...spellings.flatMap((one) => [
      way('orders', (x) => begins(x('order_number'), one)),
      way('attempt', (x) => begins(x('out_trade_no'), one)),
      way('payment_fact', (x) => begins(x('gateway_trade_no'), one)),
      way('license', (x) => begins(x('key_masked'), one)),
      way('refund', (x) => sql`${x('refund_no')} = ${one}`),
    ]),
    way('license', (x) => sql`${x('license_id')} = ${number.toLowerCase()}`),
    ...(/^\d{4,11}$/.test(number) ? [way('orders', (x) => begins(x('phone'), number))] : []),
    // What people remember of a phone number is its end.
    ...(/^\d{4}$/.test(number)
      ? [way('orders', (x) => sql`right(${x('phone')}, 4) = ${number}`)]
      : []),
  ]
}

function way(table: string, fits: Way['fits']): Way {
  return { table, fits }
}

function columnOf(alias: 'o' | 'x'): Column {
  return (name) => sql.ref(`${alias}.${name}`)
}

/** A prefix as a range of the operator class text_pattern_ops, which every plan can walk in an index. */
function begins(text: RawBuilder<unknown>, prefix: string) {
  return sql`${text} ~>=~ ${prefix} and ${text} ~<~ ${`${prefix}\u{10ffff}`}`
}
