// Our licences in the shapes of Lemon Squeezy's licence API, for programs that were written for it.

import { createHash } from 'node:crypto'
import { licenseStatus } from '../../core/license.ts'
import type { Instant } from '../../core/time.ts'
import type { Device, License } from '../../db/licenses.ts'

/** What their programs know by number, and we by name. */
export type Numbers = Readonly<{ store: number; product: number; variant: number }>
export type Names = Readonly<{ product: string; variant: string }>

/** A licence nobody activated is inactive there; suspended and revoked are one. */
function statusOf(license: License, devicesUsed: number): string {
  const status = licenseStatus(license.state, license.validUntil, license.now)
  if (status === 'expired') return 'expired'
  if (status !== 'active') return 'disabled'
  return devicesUsed === 0 ? 'inactive' : 'active'
}

export function licenseKey(license: License, key: string, devicesUsed: number, isTest: boolean) {
  return {
    id: numberOf(license.licenseId),
    status: statusOf(license, devicesUsed),
    key,
    activation_limit: license.maxDevices,
    activation_usage: devicesUsed,
    created_at: iso(license.validFrom),
    expires_at: license.validUntil === null ? null : iso(license.validUntil),
    test_mode: isTest,
  }
}

export function instance({ deviceId, name, activatedAt }: Device) {
  return { id: deviceId, name: name ?? '', created_at: iso(activatedAt) }
}

/** Who bought it is nobody's business who has the key: their names are left blank. */
export function meta(license: License, numbers: Numbers, names: Names) {
  const order = numberOf(license.orderNumber ?? license.licenseId)
  return {
    store_id: numbers.store,
    order_id: order,
    order_item_id: order,
    product_id: numbers.product,
    product_name: names.product,
    variant_id: numbers.variant,
    variant_name: names.variant,
    customer_id: 0,
    customer_name: '',
    customer_email: '',
  }
}

/**
 * A number for a name, always the same, for sellers build it into their programs (docs/guide/en/license-client.md): the
 * first 47 bits of its hash, exact in a double, and telling nothing.
 */
export function numberOf(name: string): number {
  const hash = createHash('sha256').update(`keytill ${name}`).digest()
  return Number(hash.readBigUInt64BE() >> 17n)
}

function iso(at: Instant): string {
  return new Date(at).toISOString().replace(/\.\d+Z$/, '.000000Z')
}
