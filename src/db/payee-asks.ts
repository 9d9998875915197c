// What an owner asks to change about who gets the money, while it waits for another owner; and the owners there are.

import type { Instant } from '../core/time.ts'
import { type Db, statement } from './connect.ts'

export type PayeeAsk = Readonly<{
  gateway: 'alipay' | 'wechat'
  askId: string
  /** where the money would go: the account's number at its gateway */
  account: string
  changesSealed: string
  /** an owner's e-mail address */
  askedBy: string
  askedAt: Instant
}>

/** The context the changes are sealed for; another asker in the row, and they do not open. */
export function askContext(ref: string): string {
  return `payee ask|${ref}`
}

/** What `askContext` takes, of a row. */
export function askRef({
  gateway,
  askId,
  askedBy,
}: Pick<PayeeAsk, 'gateway' | 'askId' | 'askedBy'>): string {
  return [gateway, askId, askedBy].join('|')
}

const selectAll = statement(
  'list_payee_asks',
  `select gateway, ask_id as "askId", account, changes_sealed as "changesSealed", asked_by as "askedBy",
     asked_at as "askedAt"
   from payee_ask where merchant_id = $1 order by gateway`,
)
const keep = statement(
  'keep_payee_ask',
  `insert into payee_ask (merchant_id, gateway, ask_id, account, changes_sealed, asked_by, asked_at)
   values ($1, $2, $3, $4, $5, $6, app_now())
   on conflict (merchant_id, gateway)
   do update set ask_id = excluded.ask_id, account = excluded.account, changes_sealed = excluded.changes_sealed,
     asked_by = excluded.asked_by, asked_at = excluded.asked_at`,
)
const remove = statement(
  'remove_payee_ask',
  'delete from payee_ask where merchant_id = $1 and gateway = $2 and ask_id = $3 returning 1 as gone',
)
const removeAny = statement(
  'remove_payee_asks_of',
  'delete from payee_ask where merchant_id = $1 and gateway = $2',
)

export async function listPayeeAsks(db: Db, merchantId: number): Promise<PayeeAsk[]> {
  return db.rows<PayeeAsk>(selectAll, [merchantId])
}

/** One waits for each gateway: a newer one takes the place of the one before. */
export async function keepPayeeAsk(
  tx: Db,
  merchantId: number,
  { gateway, askId, account, changesSealed, askedBy }: Omit<PayeeAsk, 'askedAt'>,
): Promise<void> {
  await tx.rows(keep, [merchantId, gateway, askId, account, changesSealed, askedBy])
}

/** False: it waits no more, because it was decided or another one took its place. */
export async function removePayeeAsk(
  tx: Db,
  merchantId: number,
  { gateway, askId }: Pick<PayeeAsk, 'gateway' | 'askId'>,
): Promise<boolean> {
  return (await tx.rows(remove, [merchantId, gateway, askId])).length === 1
}

export async function removePayeeAsksOf(
  tx: Db,
  merchantId: number,
  gateway: string,
): Promise<void> {
  await tx.rows(removeAny, [merchantId, gateway])
}

/** An owner of now, or one who was one a day ago. */
export type Owner = Readonly<{
  email: string
  /** nobody at the console made them an owner, or reset their password or codes, within the last 24 hours */
  isSettled: boolean
}>

/**
 * The command line counts as the shop's own word (an empty request id): who has the shell has everything. Somebody
 * who never signed in is nobody's second person.
 */
const selectOwners = statement(
  'list_owners',
  `with lately as (
     select subject, action, details from audit_log
     where merchant_id = $1 and at > app_now() - interval '24 hours' and request_id <> ''
       and action in ('operator.create', 'operator.role', 'operator.enable', 'operator.disable',
         'operator.reset_password', 'operator.reset_factor'))
   select o.email, not exists (select from lately l where l.subject = o.email) as "isSettled"
   from operator o
   where o.merchant_id = $1 and o.signed_in_at is not null
     and ((o.role = 'owner' and o.state = 'active') or exists (
       select from lately l where l.subject = o.email
         and l.details->'from'->>'role' = 'owner' and l.details->'from'->>'state' = 'active'))
   order by o.email`,
)

/**
 * The owners who count when a second one is asked for. One who was taken out counts for a day more: whoever stole one
 * owner's session must not be able to become the only owner, or to make a second one.
 */
export async function listOwners(db: Db, merchantId: number): Promise<Owner[]> {
  return db.rows<Owner>(selectOwners, [merchantId])
}
