// What happened to licences: one row for each, told to webhooks by the table itself.

import type { LicenseEventKind } from '../core/license-event.ts'
import type { Instant } from '../core/time.ts'
import { type Db, statement } from './connect.ts'

/** Who did it; an operator by name, money by its order, a program by the service it was written for. */
export type LicenseActor = Readonly<{
  kind: 'program' | 'buyer' | 'operator' | 'money' | 'clock'
  name?: string
}>

/** A program, by the service it was written for where that is another than ours. */
export function programOf(writtenFor: string | undefined): LicenseActor {
  return { kind: 'program', ...(writtenFor === undefined ? {} : { name: writtenFor }) }
}

export type LicenseEvent = Readonly<{
  kind: LicenseEventKind
  by: LicenseActor
  reason?: string
  /** what else matters; never a key */
  details?: Readonly<Record<string, unknown>>
}>

const insert = statement(
  'insert_license_event',
  `insert into license_event (merchant_id, license_id, at, kind, by_kind, by_name, reason, details)
   values ($1, $2, app_now(), $3, $4, $5, $6, $7)`,
)

/** Writes down what happened, in the transaction of it. */
export async function appendLicenseEvent(
  tx: Db,
  merchantId: number,
  licenseId: string,
  { kind, by, reason = '', details = {} }: LicenseEvent,
): Promise<void> {
  const values = [kind, by.kind, by.name ?? null, reason, JSON.stringify(details)]
  await tx.rows(insert, [merchantId, licenseId, ...values])
}

export type LicenseEventRow = Readonly<{
  eventNo: number
  at: Instant
  kind: LicenseEventKind
  byKind: LicenseActor['kind']
  byName: string | null
  reason: string
  details: Readonly<Record<string, unknown>>
}>

const rowColumns = `event_no as "eventNo", at, kind, by_kind as "byKind", by_name as "byName", reason, details`
const select = statement(
  'list_license_events',
  `select ${rowColumns} from license_event where merchant_id = $1 and license_id = $2
   order by event_no desc limit $3`,
)
const selectOne = statement(
  'find_license_event',
  `select ${rowColumns} from license_event where merchant_id = $1 and license_id = $2 and event_no = $3`,
)

/** The newest first. */
export async function listLicenseEvents(
  db: Db,
  merchantId: number,
  licenseId: string,
  limit: number,
): Promise<LicenseEventRow[]> {
  return db.rows<LicenseEventRow>(select, [merchantId, licenseId, limit])
}

export async function findLicenseEvent(
  db: Db,
  merchantId: number,
  licenseId: string,
  eventNo: number,
): Promise<LicenseEventRow | undefined> {
  return (await db.rows<LicenseEventRow>(selectOne, [merchantId, licenseId, eventNo]))[0]
}

const selectFile = statement(
  'find_last_file',
  `select (details ->> 'held_until')::float8 as until from license_event
   where merchant_id = $1 and license_id = $2 and kind = 'filed' and details ->> 'device' = $3
   order by event_no desc limit 1`,
)

/** Until when the last offline file made for a device holds its seat, in ms; null: for ever. Undefined: it has none. */
export async function findLastFile(
  db: Db,
  merchantId: number,
  licenseId: string,
  deviceId: string,
): Promise<Readonly<{ until: number | null }> | undefined> {
  const values = [merchantId, licenseId, deviceId]
  return (await db.rows<Readonly<{ until: number | null }>>(selectFile, values))[0]
}

const insertEnds = statement(
  'insert_license_ends',
  `insert into license_event (merchant_id, license_id, at, kind, by_kind, details)
   select merchant_id, license_id, app_now(), case when valid_until <= app_now() then 'expired' else 'expiring' end,
     'clock', jsonb_build_object('until', valid_until)
   from license
   where merchant_id = $1 and state = 'active'
     and valid_until between app_now() - interval '30 days' and app_now() + interval '3 days'
   on conflict do nothing`,
)

/** Tells once of each licence that ended within the last thirty days, however long the shop was away, or ends within the next three. */
export async function insertLicenseEnds(db: Db, merchantId: number): Promise<void> {
  await db.rows(insertEnds, [merchantId])
}
