// What is said of an order in SQL, the same in every list and figure: whether it counts (no test payments, and once
// a shop sells for real, none of a practice account: the demo's and the sandboxes'), and what of it is owed.

const isPractice = (channel: string) => `(${channel} like '%-demo' or ${channel} like '%-sandbox')`

/**
 * Whether a row of `orders` counts. `o` is its alias, `practice` the parameter that says that this is a shop for
 * practising, where practice is all there is; `merchant` its number, in SQL.
 */
export function counted(o: string, practice: string, merchant = '$1'): string {
  return `(not ${o}.is_test and (${practice}::boolean or not ${practised(o, merchant)}))`
}

/** Whether a row of `orders` went through practice accounts alone. */
export function practised(o: string, merchant: string): string {
  return `(${o}.order_number in (
    select a.order_number from attempt a where a.merchant_id = ${merchant} and ${isPractice('a.channel_id')}
      and not exists (select from attempt b where b.merchant_id = ${merchant} and b.order_number = a.order_number
        and not ${isPractice('b.channel_id')})))`
}

/**
 * Whether a row of `orders` waits or is being closed. What will close it is planned as long as it is open (INV-11.expire),
 * and there are few such plans; an index of the state would be written with every payment. One that has lost its plan is
 * not found so: the audit and the list of what was neglected name it.
 */
export function isOpenOrder(o: string, merchant = '$1'): string {
  return `(${o}.state in ('waiting', 'closing') and ${o}.order_number in (
    select j.ref from job j where j.merchant_id = ${merchant} and j.kind = 'expire-order'))`
}

/**
 * How many units of a row of `orders` are paid for and were not delivered. Of an order some of whose money went back,
 * only what still waits for its card: nobody can say which of the other units the money was for.
 */
export function owedUnits(o: string): string {
  const delivered = (fits: string) => `(select count(*)::integer from fulfilment f
    where f.merchant_id = ${o}.merchant_id and f.order_number = ${o}.order_number and ${fits})`
  return `(case ${o}.state
    when 'paid' then (select sum(l.quantity)::integer from order_line l
      where l.merchant_id = ${o}.merchant_id and l.order_number = ${o}.order_number) - ${delivered(`f.state <> 'owed'`)}
    when 'part_refunded' then ${delivered(`f.state = 'owed'`)}
    else 0 end)`
}

/**
 * Whether goods of a row of `orders` are owed and somebody may have to do something: units wait for cards, or a case
 * is open. Two small indexes name these orders; only they are reckoned.
 */
export function goodsOwed(o: string, merchant = '$1'): string {
  return `(${o}.order_number in (
      select f.order_number from fulfilment f where f.merchant_id = ${merchant} and f.state = 'owed'
      union select c.order_number from money_case c where c.merchant_id = ${merchant} and c.state in ('open', 'acting'))
    and ${owedUnits(o)} > 0)`
}
