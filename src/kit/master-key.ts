// The installation's master secret: from SECRET_KEY, or generated once into DATA_DIR for its owner alone.

import { createHash, randomBytes } from 'node:crypto'
import { linkSync, mkdirSync, readFileSync, unlinkSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'

const fileName = 'secret.key'
const keyBytes = 32

/** 32 bytes. `configured` may be 32 bytes in base64 or hex, or any other text, which is hashed. */
export function loadMasterKey(dataDir: string, configured: string | undefined): Buffer {
  return readKeyText(configured ?? readOrCreate(join(dataDir, fileName), dataDir))
}

function readKeyText(text: string): Buffer {
  const trimmed = text.trim()
  if (/^[0-9a-f]{64}$/i.test(trimmed)) return Buffer.from(trimmed, 'hex')
  const decoded = Buffer.from(trimmed, 'base64')
  const isBase64 =
    decoded.length === keyBytes && decoded.toString('base64').startsWith(trimmed.replace(/=*$/, ''))
  return isBase64 ? decoded : createHash('sha256').update(trimmed).digest()
}

/** Two processes that start at once end with the same file: the link of the second one fails. */
function readOrCreate(path: string, dataDir: string): string {
  mkdirSync(dataDir, { recursive: true, mode: 0o700 })
  const draft = `${path}.${process.pid}.tmp`
  writeFileSync(draft, `${randomBytes(keyBytes).toString('base64')}\n`, { mode: 0o600 })
  try {
    linkSync(draft, path)
  } catch (error) {
    if (!(error instanceof Error && 'code' in error && error.code === 'EEXIST')) throw error
  } finally {
    unlinkSync(draft)
  }
  return readFileSync(path, 'utf8')
}
