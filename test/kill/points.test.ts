// The table of kill points held against the program: no point may name what is not there, and nothing that
// writes may be left out without a reason.

import { expect, it } from 'vitest'
import { bookScenarios } from './book-scenarios.ts'
import { closingScenarios } from './closing-scenarios.ts'
import { deskScenarios } from './desk-scenarios.ts'
import { goodsScenarios } from './goods-scenarios.ts'
import { letterScenarios } from './letter-scenarios.ts'
import { payingScenarios, startPoints } from './paying-scenarios.ts'
import { nameOf } from './points.ts'
import { refundScenarios } from './refund-scenarios.ts'
import { listStatements } from './statements.ts'

const pointsWanted = 100
const statements = await listStatements()
const scenarios = [
  ...payingScenarios,
  ...goodsScenarios,
  ...closingScenarios,
  ...refundScenarios,
  ...deskScenarios,
  ...letterScenarios,
  ...bookScenarios,
]
const aimed = [...startPoints, ...scenarios.flatMap(({ points }) => points)]

/** Statements that write and that no kill is aimed at. */
const unaimed: Readonly<Record<string, string>> = {
  advance_clock: 'demo mode and tests only',
  give_limit_back: 'a call counted twice only makes a buyer wait',
  give_call_back: 'as give_limit_back',
  prune_audit_run: 'deletes what protects nobody any more',
  prune_gateway_call_other: 'as prune_audit_run',
  prune_idempotency_keys: 'deletes what protects nobody any more',
  prune_notice: 'as prune_audit_run',
  prune_notice_refusal: 'as prune_audit_run',
  prune_webhook_message: 'as prune_audit_run',
  prune_letter: 'as prune_audit_run',
  prune_one_time_code: 'deletes what opens nothing any more',
  end_letter: 'the next look at the letter ends it',
  insert_goods_letter: 'as send_letters_again',
  send_letters_again: 'a person does it, and sees whether it was done',
  keep_letter_ways: 'at every start and after every save',
  prune_limits: 'deletes what limits nobody any more',
  mark_attempt_chosen: 'needs two gateways; which attempt is wanted moves no money',
  mark_returned: 'when a browser came back, a note only',
  insert_refund_notice: 'brings a job forward that runs anyhow',
  insert_audit_run: 'a note that the audit ran',
  note_ledger_hours: 'as insert_audit_run: the next audit notes what this one did not',
  keep_sums: 'the next look at the overview adds the day up again',
  delete_bill_lines: 'in the transaction of insert_bill_lines',
  post_payouts: 'in the transaction of insert_bill_file, as the lines it is made of',
  close_gone_differences: 'the next comparison does it again',
  close_decided_differences: 'the next comparison does it again',
  renew_leases: 'a lease that is not renewed is taken over: lease.test.ts',
  fail_job: 'a failure that is not counted costs one more try',
  unpark_job: 'a person does it, and sees whether it was done',
  ask_open_refunds: 'brings jobs forward that run anyhow',
  count_save: 'a person saves settings, and sees whether they were saved',
  save_setting: 'in the transaction of count_save',
  remove_saved_setting: 'in the transaction of count_save',
  keep_payee_ask: 'a person asks, and sees whether it waits',
  remove_payee_ask: 'in the transaction of count_save, or a person sees that it is gone',
  remove_payee_asks_of: 'in the transaction of count_save',
  mark_test_order: 'in the transaction of insert_orders, for a test a person makes',
  open_refund_stuck: 'a case for a person; the next try opens it',
  open_refund_stranded: 'as open_refund_stuck',
  ask_to_waive_case: 'a person does it, and sees whether it was done',
  resolve_case_same: 'as ask_to_waive_case',
  approve_refund: 'as ask_to_waive_case: a second person does it in the console',
  resolve_account_gone: 'ends a case whose payment is known; a person can end it too',
  post_found_by_bill: 'the next comparison does it again',
  mark_refund_refused: 'as mark_refund_waiting: the next try asks the gateway first',
  plan_duplicate_refund: 'as insert_refund, after a refund was given up',
  plan_webhook_sending: 'asked again twice a second, of what is due',
  freeze_webhook_body: 'killed around sending: webhook.test.ts',
  note_webhook_try: 'killed before it: webhook.test.ts',
  send_webhook_again: 'a person does it, and sees whether it was done',
  send_order_messages_again: 'as send_webhook_again',
  insert_webhook_test: 'as send_webhook_again',
  insert_webhook_endpoint: 'as send_webhook_again',
  change_webhook_endpoint: 'as send_webhook_again',
  rotate_webhook_secret: 'as send_webhook_again',
  append_audit_log: 'in the transaction of what it tells of',
  take_stock: 'in the transaction of insert_orders, or of a delivery a person decides',
  set_plan_stock:
    'in the transaction of its row in the audit log; a person sees whether it was done',
  insert_cards: 'as set_plan_stock, and importing a list again imports nothing twice',
  add_cards_to_stock: 'in the transaction of insert_cards',
  hasten_owed: 'in the transaction of insert_cards; the job runs anyhow',
  delete_unsold_cards: 'as set_plan_stock',
  release_cards: 'as set_plan_stock',
  take_up_odd_money: 'in the transaction of plan_duplicate_refund',
  link_taken_up: 'in the transaction of plan_duplicate_refund',
  resolve_case_returned: 'as ask_to_waive_case',
  hold_free_cards: 'in the transaction of a restore',
  insert_coupon: 'as set_plan_stock',
  insert_coupon_codes: 'in the transaction of insert_coupon',
  change_coupon: 'as set_plan_stock',
  insert_customer: 'in the transaction that opens the session; whoever has none signs in again',
  change_customer_reach: 'one row; a buyer does it, and sees whether it was done',
  unlink_customer_alipay: 'as change_customer_reach',
  take_over_customer: 'as change_customer_reach',
  change_customer_password: 'as change_customer_reach',
  change_customer_state: 'in the transaction of append_audit_log',
  delete_customer: 'as change_customer_reach',
  note_customer_signed_in: 'in the transaction that opens the session',
  touch_customer_session: 'when a session was last seen, a note only',
  insert_customer_session: 'whoever has no session signs in again',
  drop_past_customer_sessions: 'deletes what opens nothing any more',
  prune_customer_session: 'as prune_audit_run',
  delete_customer_session: 'as change_customer_reach',
  delete_customer_sessions: 'in the transaction of what ends them, or as change_customer_reach',
  claim_order: 'in the transaction of insert_orders, or as change_customer_reach',
  take_orders_back: 'in the transaction that takes the code',
  insert_operator: 'one row; a person does it, and sees whether it was done',
  change_operator: 'as insert_operator',
  change_operator_password: 'as insert_operator',
  note_operator_signed_in: 'in the transaction that opens the session',
  drop_operator_familiar: 'deletes what protects nobody any more',
  touch_operator_session: 'when a session was last seen, a note only',
  insert_operator_session: 'whoever has no session signs in again',
  prune_operator_sessions: 'deletes what opens nothing any more',
  advance_operator_session: 'as insert_operator_session',
  raise_operator_session: 'as insert_operator_session',
  delete_operator_session: 'as insert_operator',
  delete_operator_sessions: 'in the transaction of what ends them',
  insert_passkey: 'as insert_operator',
  mark_passkey_used: 'a note that was lost makes nothing possible',
  delete_passkey: 'as insert_operator',
  delete_passkeys: 'as insert_operator',
  insert_passkey_challenge: 'whoever got no answer asks again',
  prune_passkey_challenges: 'deletes what opens nothing any more',
  take_passkey_challenge: 'used up without an answer: asked again',
  start_totp: 'as insert_operator',
  confirm_totp: 'as insert_operator',
  take_totp_step: 'in the transaction of what it opens',
  clear_totp: 'as insert_operator',
  delete_recovery_codes: 'in the transaction of insert_recovery_codes',
  insert_recovery_codes: 'as insert_operator',
  take_recovery_code: 'in the transaction of what it opens',
  insert_gateway_calls: 'beside the call it tells of; nothing depends on it',
  insert_channel_account: 'the next start or save writes it; nothing is begun before',
  write_unclear: 'as write_duplicate, where a person confirmed the order by hand',
  write_paid_together:
    'one statement, as write_paid; the simulation kills around it on days when many pay',
  write_confirmed: 'moves nothing; told again, it is written again',
  insert_manual_confirmation:
    'in the transaction of the fact it brings, or alone and seen by a person',
  mark_manual_confirmation_decided: 'in the transaction of the fact it brings',
  make_up_goods: 'one statement; a person does it, and sees whether it was done',
  change_license_state: 'in the transaction of append_audit_log; a person sees whether it was done',
  change_license_days: 'as change_license_state',
  change_license_owner: 'in the transaction of replace_license_key',
  insert_license_batch: 'as change_license_state, and making a batch again makes nothing twice',
  insert_batch_licenses: 'in the transaction of insert_license_batch',
  change_license_end: 'as change_license_state',
  change_license_limit: 'as change_license_state',
  revoke_license: 'as change_license_state',
  replace_license_key: 'as change_license_state',
  delete_all_devices: 'in the transaction of replace_license_key',
  insert_license_event: 'in the transaction of what it tells of',
  insert_trial_use: 'in the transaction of insert_device',
  insert_license_ends: 'the next look at what ends tells of it',
  insert_next_signing_key: 'one transaction; a person does it, and sees whether it was done',
  end_signing_key: 'in the transaction of insert_next_signing_key',
  run_job_now: 'as unpark_job',
  put_unbilled_day: 'a note that there is no bill yet; the next try writes it',
  add_product: 'one transaction; a person does it, and sees whether it was done',
  edit_product: 'as add_product',
  delete_product: 'as add_product',
  set_plan_content: 'as add_product',
  insert_plan_file: 'as add_product',
  delete_plan_file: 'as add_product',
  add_chapter: 'as add_product',
  copy_chapter_files: 'as add_product',
  copy_plan_files: 'as add_product',
  edit_chapter: 'as add_product',
  place_chapters: 'as add_product',
  delete_chapter: 'as add_product',
  insert_chapter_file: 'as add_product',
  delete_chapter_file: 'as add_product',
  close_course_line: 'a person does it, and sees whether it was done',
  open_course_line: 'as close_course_line',
  mark_chapter_read: 'one statement; the reader sees whether it was done, and once is for good',
  add_plan: 'as add_product',
  edit_plan: 'as add_product',
  delete_plans: 'as add_product',
  retire_sample: 'at every start',
  recall_sample: 'at every start',
  place_products: 'as add_product',
  place_plans: 'as add_product',
  insert_product_image: 'in the transaction of set_product_image',
  set_product_image: 'as add_product',
  save_shop_look: 'as add_product',
  set_shop_logo: 'as add_product',
  delete_unused_images: 'in the transaction of what took the last one away',
}

it('is a table of many points, each of something that exists', () => {
  const known = new Set(statements.map(({ name }) => name))
  const places = [...new Set(aimed.map(({ at }) => at))]
  expect(places.filter((at) => !known.has(at) && !/^(alipay|wechat|sms)\./.test(at))).toEqual([])
  const names = new Set(aimed.map(({ at, moment }) => nameOf(at, moment)))
  expect(names.size).toBeGreaterThanOrEqual(pointsWanted)
})

it('leaves out no statement that writes, but those with a reason', () => {
  const writing = statements.filter(({ text }) =>
    /\b(insert into|update \w+( \w+)? set|delete from)\b/.test(text),
  )
  const places = new Set(aimed.map(({ at }) => at))
  const left = writing.map(({ name }) => name).filter((name) => !places.has(name))
  expect(left.filter((name) => !(name in unaimed))).toEqual([])
  expect(Object.keys(unaimed).filter((name) => !left.includes(name))).toEqual([])
})
