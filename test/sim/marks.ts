// Situations the invented days must reach, and how often: a lane that meets one of them more rarely than chance
// allows has gone blind, and what it says of the product is worth nothing.

/**
 * In how many of a thousand seeds each situation comes up at the least; most do about twice as often. Below 5 nothing
 * would be demanded of two thousand seeds.
 */
export const leastPerMille: Readonly<Record<string, number>> = {
  a_hundred_steps: 800,
  order_placed: 900,
  crash: 180,
  pause: 230,
  skew: 180,
  gateway_away: 240,
  database_away: 180,
  database_refused: 210,
  'database_rolled-back': 220,
  'database_lost-before': 200,
  'database_lost-after': 190,
  database_slow: 220,
  'gateway_lost-before': 170,
  'gateway_lost-after': 180,
  gateway_busy: 190,
  gateway_slow: 180,
  query_stale: 100,
  order_asked_again: 80,
  placed_with_payment: 400,
  opened_by_a_repeat: 100,
  paid_at_gateway: 360,
  odd_amount_at_gateway: 40,
  notice_again: 300,
  notice_acknowledged: 330,
  lie_forged: 80,
  lie_stranger: 90,
  lie_amount: 70,
  lie_unknown: 110,
  lie_quiet: 90,
  license_in_hand: 220,
  refund_refused: 40,
  refund_asked_again: 40,
  refused_gateway_unavailable: 210,
  refused_order_not_payable: 50,
  refused_device_limit_reached: 200,
  log_order_paid: 360,
  log_order_closed: 260,
  log_paid_twice: 50,
  log_payment_mismatch: 490,
  log_money_returned: 180,
  log_notice_not_applied: 80,
  log_notice_refused: 410,
  log_job_failed: 240,
  refund_undone: 30,
  refund_answer_lost: 20,
  case_deliver: 8,
  case_refund: 5,
  'life_by-hand': 15,
  confirmed_by_hand: 5,
  confirmed_by_two: 5,
  after_hand_duplicate: 5,
  life_crowd: 25,
  log_paid_together: 15,
  life_letters: 10,
  letter_takes: 7,
  letter_away: 5,
  letter_unheard: 5,
  letter_refuses: 5,
  letter_of_code: 7,
  letter_of_delivered: 5,
  letter_by_hand: 5,
  code_asked_sent: 10,
  code_asked_no: 7,
  code_for_nobody: 7,
  code_entered_opened: 5,
  code_entered_wrong: 10,
  life_counter: 15,
  code_charged: 10,
  code_confirmed: 5,
  code_pressed_twice: 6,
  life_stranded: 15,
  log_refund_stranded: 8,
  stranded_sent_on: 5,
  by_hand_refund_unknown_returned: 5,
  life_outside: 15,
  refunded_outside: 7,
  by_hand_unmatched_bill_returned: 7,
  life_goods: 15,
  refused_out_of_stock: 6,
  refused_purchase_limit: 5,
  life_hooks: 15,
  hook_takes: 15,
  hook_refuses: 5,
  hook_away: 7,
  hook_unheard: 5,
  hook_busy: 5,
  hook_fails: 5,
  hook_gone: 5,
  hook_told_again: 10,
  hook_told_of_payment: 7,
  hook_sent_by_hand: 10,
  life_coupons: 15,
  coupon_used: 15,
  coupon_is_used_up: 15,
  coupon_came_back: 5,
  refused_coupon_used_up: 15,
  life_asleep: 15,
  slept_long: 10,
  life_account: 15,
  account_came_back_to_work: 6,
  bills: 45,
  bill_late: 5,
  bill_appears: 5,
  bill_fee: 5,
  bill_lost: 5,
  bill_twice: 5,
  bill_amount: 5,
  bill_cut: 5,
  'bill_not-ready': 5,
  bill_stranger: 5,
}

/** So improbable that it is no accident. */
const noAccident = 1 / 10_000

/** What came up too rarely in so many seeds, each as a few words; no number of seeds is too small to ask. */
export function listBlindSpots(met: ReadonlyMap<string, number>, seeds: number): string[] {
  return Object.entries(leastPerMille).flatMap(([mark, least]) => {
    const times = met.get(mark) ?? 0
    const isBlind = chanceOfAtMost(times, seeds, least / 1_000) < noAccident
    return isBlind ? [`${mark} in ${times} of ${seeds} seeds`] : []
  })
}

/** How probable it is that something of probability `p` happens at most `times` times in `tries`. */
function chanceOfAtMost(times: number, tries: number, p: number): number {
  let sum = 0
  let logWays = 0
  for (let hits = 0; hits <= Math.min(times, tries); hits += 1) {
    sum += Math.exp(logWays + hits * Math.log(p) + (tries - hits) * Math.log1p(-p))
    logWays += Math.log((tries - hits) / (hits + 1))
  }
  return sum
}
