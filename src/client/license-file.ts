// Verifies an offline licence file with the public key alone.

import {
  acceptSuccessors,
  bytesOf,
  clockSlackMs,
  fromBase64,
  isCovered,
  isOver,
  keyOf,
  type License,
  type PublicKeys,
  readJson,
  timeOf,
  type Verify,
} from './protocol.ts'

const purposes: Readonly<Record<string, string>> = {
  'keytill-license-1': 'keytill license file v1\0',
  'keytill-license-2': 'keytill license file v2\0',
}

export type FileLicense = License &
  Readonly<{
    license_id: string
    valid_from: string
    issued_at: string
    /** the file's own end, never after the licence's */
    file_until?: string | null
    /** the one device it is good on; null: any */
    fingerprint?: string | null
  }>

export type FileProblem =
  | 'unreadable'
  | 'unknown_key'
  | 'signature'
  | 'other_product'
  | 'other_device'
  | 'version_not_covered'
  /** this machine's clock stands before the day the file was made */
  | 'clock'
  | 'expired'
  /** the licence holds on; the program needs a newer file */
  | 'file_over'

export type FileResult =
  | Readonly<{ result: 'valid'; license: FileLicense }>
  | Readonly<{ result: FileProblem; license?: FileLicense }>

export type FileCheck = Readonly<{
  keys: PublicKeys
  productId: string
  fingerprint: string
  /** of the program, for licences that cover versions up to one */
  version?: string | undefined
  /** ms since 1970 */
  now: number
}>

export async function checkLicenseFile(
  verify: Verify,
  text: string,
  { keys, productId, fingerprint, version, now }: FileCheck,
): Promise<FileResult> {
  const { format, kid, payload, signature, successors } = Object(readJson(text))
  const purpose = typeof format === 'string' ? purposes[format] : undefined
  if (purpose === undefined || typeof kid !== 'string') return { result: 'unreadable' }
  const bytes = typeof payload === 'string' ? fromBase64(payload) : undefined
  const signed = typeof signature === 'string' ? fromBase64(signature) : undefined
  if (!bytes || signed?.length !== 64) return { result: 'unreadable' }

  const key = keyOf(await acceptSuccessors(verify, keys, successors), kid)
  if (!key) return { result: 'unknown_key' }
  const head = bytesOf(purpose)
  const message = new Uint8Array(head.length + bytes.length)
  message.set(head)
  message.set(bytes, head.length)
  if (!(await verify(key, message, signed))) return { result: 'signature' }

  // Signed by the shop, so it has the shape the shop gives it.
  const license = readJson(bytes) as FileLicense
  if (license.product_id !== productId) return { result: 'other_product', license }
  if (license.fingerprint != null && license.fingerprint !== fingerprint)
    return { result: 'other_device', license }
  if (!isCovered(version, license.version_max)) return { result: 'version_not_covered', license }
  if (now < timeOf(license.issued_at) - clockSlackMs) return { result: 'clock', license }
  if (isOver(license.valid_until, now)) return { result: 'expired', license }
  if (isOver(license.file_until, now)) return { result: 'file_over', license }
  return { result: 'valid', license }
}
