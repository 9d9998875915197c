// What a licensed program asked, as the signed answer repeats it: whoever stands between the two may change the
// question, but then the answer is to another one, and the program sees it.

import { hash } from 'node:crypto'
import { isComponents } from '../core/license-device.ts'

/** By the verb; members stand in this order, and those that were not sent are left out. The key stands by its hash. */
export function askedOf(verb: string) {
  return (body: unknown): Readonly<Record<string, unknown>> => {
    const { license_key: key, fingerprint, product_id, version, components } = Object(body)
    return {
      verb,
      license_key_sha256: typeof key === 'string' ? hash('sha256', key) : undefined,
      fingerprint: textOf(fingerprint),
      product_id: textOf(product_id),
      version: textOf(version),
      // Only what could be judged, for a body may nest as deep as it likes.
      components: isComponents(components) ? components : undefined,
    }
  }
}

function textOf(value: unknown): string | undefined {
  return typeof value === 'string' ? value : undefined
}
