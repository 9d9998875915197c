// A key as somebody typed it, looked for. Whoever tries keys must not learn from the time an answer takes whether one
// exists, existed, is another product's or could not be a key at all: each is hashed and looked for by the same
// statements.

import { parseLicenseKey } from '../../core/ids.ts'
import type { Db } from '../../db/connect.ts'
import {
  findLicenseAndDevice,
  isFormerKey,
  type KeyFound,
  type License,
  lockLicense,
} from '../../db/licenses.ts'
import type { App } from '../app.ts'

/** Of this product; undefined: of any. */
type Wanted = string | undefined

export async function lookUpKey(
  app: App,
  typedKey: string,
  productId: Wanted,
  fingerprint: string,
): Promise<KeyFound> {
  const { db, merchantId } = app
  const asked = { keyHash: hashOf(app, typedKey), fingerprint }
  const found = await findLicenseAndDevice(db, merchantId, asked)
  return isOf(found.license, productId) ? found : { ...found, license: undefined }
}

/** As lookUpKey, under the licence's lock, and without its device. */
export async function lockByKey(
  app: App,
  typedKey: string,
  productId: Wanted,
  tx: Db,
): Promise<Omit<KeyFound, 'device'>> {
  const keyHash = hashOf(app, typedKey)
  const license = await lockLicense(tx, app.merchantId, keyHash)
  if (isOf(license, productId)) return { license, isFormer: false }
  return { license: undefined, isFormer: await isFormerKey(tx, app.merchantId, keyHash) }
}

function hashOf({ licenseKeys }: App, typedKey: string): Buffer {
  return licenseKeys.hash(parseLicenseKey(typedKey) ?? typedKey)
}

function isOf(license: License | undefined, productId: Wanted): boolean {
  return license !== undefined && (productId === undefined || productId === license.productId)
}
