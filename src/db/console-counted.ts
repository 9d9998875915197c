// Which orders count in figures: no test payments, and once a shop sells for real, none of a practice account
// (the demo's and the sandboxes').

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
