// keytill license verify: is an offline licence file genuine, and does it still hold?

import { readFileSync } from 'node:fs'
import { formatShanghai, instantOf } from '../core/time.ts'
import { type VerifiedFile, verifyFile } from '../kit/signed-file.ts'
import { CliError, optionText, type Verb } from './verb.ts'

const reasons = {
  unreadable: 'this is not a licence file',
  unknown_key: 'it was signed by a key that was not given',
  signature: 'the signature does not fit: the file was changed, or made by somebody else',
}

export const licenseVerb: Verb = {
  name: 'license',
  usage: 'license verify FILE --public-key KEY',
  summary: 'Verify an offline licence file with the public key alone',
  takesWords: true,
  options: {
    'public-key': {
      type: 'string',
      help: 'base64 of 32 bytes, or a file with the answer of /api/v1/licenses/public-key',
    },
  },
  async run(call) {
    const [verb, file, ...more] = call.words
    const key = optionText(call, 'public-key')
    if (verb !== 'verify' || file === undefined || more.length > 0)
      throw new CliError('usage', 'say: license verify FILE')
    if (key === undefined) throw new CliError('usage', '--public-key is missing')
    const text = readText(file)
    const verified = verify(text, key)
    if (!verified.valid) {
      const report = { ok: false, valid: false, reason: verified.reason }
      return { found: 'wrong', text: `not valid: ${reasons[verified.reason]}`, report }
    }
    const license = verified.payload as { valid_until?: unknown; file_until?: unknown }
    const end = license.file_until ?? license.valid_until
    const until = typeof end === 'string' ? end : null
    // Both are Asia/Shanghai texts of one form, so they compare as texts.
    const expired = until !== null && until <= formatShanghai(instantOf(Date.now()))
    const report = { ok: !expired, valid: true, expired, license }
    const word = expired ? `genuine, but expired at ${until}` : 'valid'
    return {
      found: expired ? 'wrong' : 'nothing',
      text: `${word}\n${JSON.stringify(license, null, 2)}`,
      report,
    }
  },
}

function readText(file: string): string {
  try {
    return readFileSync(file, 'utf8')
  } catch (error) {
    throw new CliError(
      'failed',
      `cannot read ${file}: ${error instanceof Error ? error.message : String(error)}`,
    )
  }
}

/** One bare key is the file's, or one that the file's follows from. */
function verify(text: string, given: string): VerifiedFile {
  const bare = Buffer.from(given, 'base64')
  if (bare.length !== 32 || !/^[A-Za-z0-9+/=]{43,44}$/.test(given))
    return verifyFile(text, readKeys(given))
  const byOwnName = verifyFile(text, new Map([[bare.toString('hex').slice(0, 16), bare]]))
  if (byOwnName.valid || byOwnName.reason !== 'unknown_key') return byOwnName
  return verifyFile(text, new Map([[kidOf(text), bare]]))
}

function readKeys(given: string): ReadonlyMap<string, Buffer> {
  try {
    const answer = JSON.parse(readText(given)) as { data?: { keys?: unknown }; keys?: unknown }
    const keys = (answer.data?.keys ?? answer.keys) as readonly {
      kid: string
      public_key: string
    }[]
    return new Map(keys.map((one) => [one.kid, Buffer.from(one.public_key, 'base64')]))
  } catch (error) {
    if (error instanceof CliError) throw error
    throw new CliError('failed', `${given} holds no public keys`)
  }
}

function kidOf(text: string): string {
  try {
    const { kid } = JSON.parse(text) as { kid?: unknown }
    return typeof kid === 'string' ? kid : ''
  } catch {
    // Not JSON: verifying says so.
    return ''
  }
}
