// A licence as the console's calls answer it: a row of the list, and one of them whole with all that happened to it.

import { type Static, Type } from 'typebox'
import type { App } from '../../../app/app.ts'
import { licenseStanding, licenseStandings } from '../../../core/license.ts'
import { type LicenseEventKind, licenseEventKinds } from '../../../core/license-event.ts'
import { readTerms } from '../../../core/license-terms.ts'
import { formatShanghai } from '../../../core/time.ts'
import { type AuditLogRow, listAuditLog } from '../../../db/audit-log.ts'
import type { LicenseRow } from '../../../db/console-licenses.ts'
import {
  type BoughtForLicense,
  type DetailDevice,
  findLicenseDetail,
  type LicenseDetail,
} from '../../../db/license-detail.ts'
import { type LicenseEventRow, listLicenseEvents } from '../../../db/license-events.ts'
import { type Lang, Refusal } from '../../../errors.ts'
import { textOrNull } from '../../console-route.ts'
import { timeOrNull, yuan } from '../../reply.ts'
import { oneOf } from './money-fields.ts'
import { TermsBody, termsData } from './terms-fields.ts'

const eventsMax = 100
const text = Type.String()
const countOrNull = (description: string) =>
  Type.Union([Type.Integer(), Type.Null()], { description })

export const LicenseRowReply = Type.Object({
  license_id: text,
  license_key_masked: text,
  order_number: { ...textOrNull, description: 'null: it was made for a reseller' },
  product_id: text,
  package_id: text,
  name: text,
  status: oneOf(licenseStandings),
  valid_from: text,
  valid_until: textOrNull,
  awaiting_days: countOrNull('days that begin to count at the first activation'),
  max_devices: Type.Integer(),
  devices_used: Type.Integer(),
})

const Device = Type.Object({
  fingerprint: text,
  name: textOrNull,
  activated_at: text,
  last_seen_at: text,
  parts: Type.Array(text, { description: 'names of the parts it is known again by' }),
  lease_until: { ...textOrNull, description: 'null: its seat is bound' },
  holds_seat: Type.Boolean({
    description: 'false: its lease is over, and the next one may take it',
  }),
})

const Bought = Type.Object({
  order_number: text,
  act: oneOf(['renew', 'upgrade']),
  name: text,
  from_name: { ...textOrNull, description: 'of an upgrade, what it was before' },
  days: countOrNull('null: for ever, or until a day'),
  amount: Type.Number(),
  credit: Type.Number({ description: 'taken off an upgrade for the time that was left' }),
  paid_at: text,
  state: oneOf(['done', 'owed', 'undone']),
})

/** `revealed` is known by the audit log alone. */
const storyKinds = [...licenseEventKinds, 'revealed'] as const
type StoryKind = (typeof storyKinds)[number]

const Event = Type.Object({
  at: text,
  kind: oneOf(storyKinds),
  by: oneOf(['program', 'buyer', 'operator', 'money', 'clock']),
  name: { ...textOrNull, description: 'the operator, or the order whose money did it' },
  reason: text,
  device: textOrNull,
  days: countOrNull('that were added'),
  from: textOrNull,
  to: textOrNull,
})

export const LicenseDetailReply = Type.Object({
  ...LicenseRowReply.properties,
  state: oneOf(['active', 'suspended', 'revoked']),
  contact_person: textOrNull,
  phone: textOrNull,
  transferred_at: { ...textOrNull, description: 'null: whoever bought it has it still' },
  terms: TermsBody,
  refunded: Type.Boolean({ description: 'all the money went back, so it cannot be resumed' }),
  batch: Type.Union([Type.Object({ batch_id: text, note: text }), Type.Null()]),
  former_keys: Type.Array(Type.Object({ license_key_masked: text, replaced_at: text })),
  devices: Type.Array(Device),
  bought: Type.Array(Bought, { description: 'renewals and upgrades that were paid' }),
  events: Type.Array(Event, { description: `the newest first, at most ${eventsMax}` }),
})

export function licenseRowData(license: LicenseRow, lang: Lang): Static<typeof LicenseRowReply> {
  const { validUntil, now } = license
  return {
    license_id: license.licenseId,
    license_key_masked: license.keyMasked,
    order_number: license.orderNumber,
    product_id: license.productId,
    package_id: license.planId,
    name: license.name[lang],
    status: licenseStanding(license, now),
    valid_from: formatShanghai(license.validFrom),
    valid_until: timeOrNull(validUntil),
    awaiting_days: license.awaitingDays,
    max_devices: license.maxDevices,
    devices_used: license.devicesUsed,
  }
}

/** Throws license_not_found. */
export async function licenseView(
  { db, merchantId }: App,
  licenseId: string,
  lang: Lang,
): Promise<Static<typeof LicenseDetailReply>> {
  const license = await findLicenseDetail(db, merchantId, licenseId)
  if (!license) throw new Refusal('license_not_found')
  const logged = await listAuditLog(db, merchantId, { subject: licenseId, limit: eventsMax })
  const events = await listLicenseEvents(db, merchantId, licenseId, eventsMax)
  return {
    ...licenseRowData(license, lang),
    state: license.state,
    contact_person: license.contactPerson,
    phone: license.phone,
    transferred_at: timeOrNull(license.transferredAt),
    terms: wholeTerms(license),
    refunded: license.isRefunded,
    batch: license.batch && { batch_id: license.batch.batchId, note: license.batch.note },
    former_keys: license.formerKeys.map(({ masked, replacedAt }) => ({
      license_key_masked: masked,
      replaced_at: formatShanghai(replacedAt),
    })),
    devices: license.devices.map((device) => deviceData(device, license)),
    bought: license.bought.map((one) => boughtData(one, lang)),
    events: storyOf(events, logged),
  }
}

/** With what a plain plan leaves unsaid and a person wants to read: how long a lease is, and what a buyer may free. */
function wholeTerms({ terms }: LicenseDetail): Static<typeof TermsBody> {
  const { seats, leaseSeconds, selfFrees } = readTerms(terms)
  return termsData({ ...terms, selfFrees, ...(seats === 'floating' ? { leaseSeconds } : {}) })
}

function deviceData(
  { leaseUntil, ...device }: DetailDevice,
  { now }: LicenseDetail,
): Static<typeof Device> {
  return {
    fingerprint: device.fingerprint,
    name: device.name,
    activated_at: formatShanghai(device.activatedAt),
    last_seen_at: formatShanghai(device.lastSeenAt),
    parts: [...device.partNames],
    lease_until: timeOrNull(leaseUntil),
    holds_seat: leaseUntil === null || leaseUntil > now,
  }
}

function boughtData(one: BoughtForLicense, lang: Lang): Static<typeof Bought> {
  return {
    order_number: one.orderNumber,
    act: one.act,
    name: one.name[lang],
    from_name: one.fromName?.[lang] ?? null,
    days: one.validDays,
    amount: yuan(one.amountFen),
    credit: yuan(one.creditFen),
    paid_at: formatShanghai(one.paidAt),
    state: one.state,
  }
}

type Happened = Pick<LicenseEventRow, 'at' | 'byKind' | 'byName' | 'reason' | 'details'> &
  Readonly<{ kind: StoryKind }>

/**
 * Events, and what only the audit log knows: that a key was looked at, and whatever was done before events were kept. A
 * deed and its event are written in one transaction, so they bear the same moment.
 */
function storyOf(
  events: readonly LicenseEventRow[],
  logged: readonly AuditLogRow[],
): Static<typeof Event>[] {
  const isTold = (at: number, kind: StoryKind) =>
    events.some((event) => event.at === at && event.kind === kind)
  const untold = logged.flatMap(({ at, action, operator, reason, details }): Happened[] => {
    const kind = kindsOfDeeds[action]
    if (kind === undefined || isTold(at, kind)) return []
    return [{ at, kind, byKind: 'operator', byName: operator, reason, details }]
  })
  const all: Happened[] = [...events, ...untold]
  return all
    .sort((one, other) => other.at - one.at)
    .slice(0, eventsMax)
    .map(eventData)
}

const kindsOfDeeds: Readonly<Record<string, LicenseEventKind | 'revealed'>> = {
  'license.reveal': 'revealed',
  'license.reissue': 'reissued',
  'license.transfer': 'transferred',
  'license.extend': 'extended',
  'license.limit': 'limited',
  'license.suspend': 'suspended',
  'license.resume': 'resumed',
  'license.revoke': 'revoked',
  'license.unbind': 'deactivated',
}

function eventData({ at, kind, byKind, byName, reason, details }: Happened): Static<typeof Event> {
  const told = (name: string): string | null => {
    const value = details[name]
    return typeof value === 'string' || typeof value === 'number' ? String(value) : null
  }
  return {
    at: formatShanghai(at),
    kind,
    by: byKind,
    name: byName,
    reason,
    device: told('name') ?? told('fingerprint'),
    days: typeof details.days === 'number' ? details.days : null,
    from: told('from'),
    to: told('to'),
  }
}
