// keytill keys generate: an RSA pair for Alipay, the private half for us, the public half to upload.
// keytill keys rotate: a new key to sign licences with, published long before it signs.

import { generateKeyPair } from 'node:crypto'
import { existsSync, mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { rotateSigningKey } from '../app/license/rotate-signing-key.ts'
import { formatShanghai } from '../core/time.ts'
import { authorAtShell, withApp } from './open-app.ts'
import { CliError, loadConfig, type Outcome, optionText, type Verb, type VerbCall } from './verb.ts'

const bits = 2048

export const keysVerb: Verb = {
  name: 'keys',
  usage: 'keys generate [--format pkcs8|pkcs1] [--out FOLDER] | rotate --by NAME [--in-days N]',
  summary: 'Generate an RSA2 key pair for a gateway; rotate the key that signs licences',
  takesWords: true,
  options: {
    format: { type: 'string', help: 'form of the private key: pkcs8 (default) or pkcs1' },
    out: { type: 'string', help: 'write app_private_key.pem (0600) and app_public_key.pem there' },
    by: { type: 'string', help: 'rotate: who says so (needed)' },
    'in-days': { type: 'string', help: 'rotate: when the new key begins to sign; 30, at least 1' },
    'keep-days': { type: 'string', help: 'rotate: how long the old one verifies after; 400' },
  },
  async run(call) {
    const [verb, ...more] = call.words
    if (more.length === 0 && verb === 'generate') return generate(call)
    if (more.length === 0 && verb === 'rotate') return rotate(call)
    throw new CliError('usage', 'say: keys generate, or keys rotate')
  },
}

async function generate(call: VerbCall): Promise<Outcome> {
  const format = optionText(call, 'format') ?? 'pkcs8'
  if (format !== 'pkcs8' && format !== 'pkcs1')
    throw new CliError('usage', '--format is pkcs8 or pkcs1')

  const pair = await promisify(generateKeyPair)('rsa', { modulusLength: bits })
  const privatePem = String(pair.privateKey.export({ format: 'pem', type: format }))
  const publicPem = String(pair.publicKey.export({ format: 'pem', type: 'spki' }))
  const publicLine = pair.publicKey.export({ format: 'der', type: 'spki' }).toString('base64')
  const out = optionText(call, 'out')
  if (out !== undefined)
    return { found: 'nothing', ...write(out, privatePem, publicPem, publicLine) }
  const report = {
    ok: true,
    private_key: privatePem,
    public_key: publicPem,
    public_key_line: publicLine,
  }
  const text = `${privatePem}\n${publicPem}\nUpload this line to Alipay (应用公钥):\n${publicLine}`
  return { found: 'nothing', text, report }
}

async function rotate(call: VerbCall): Promise<Outcome> {
  const by = optionText(call, 'by')
  if (by === undefined) throw new CliError('usage', '--by is missing: who says so?')
  const days = {
    inDays: wholeDays(call, 'in-days', 30),
    keepDays: wholeDays(call, 'keep-days', 400),
  }
  const made = await withApp(loadConfig(), (app) => rotateSigningKey(app, days, authorAtShell(by)))
  const from = formatShanghai(made.validFrom)
  const until = made.former.validUntil === null ? null : formatShanghai(made.former.validUntil)
  const publicKey = made.publicKey.toString('base64')
  const text = [
    made.isNew
      ? `A new key signs licences from ${from} on:`
      : `A key is to come already, from ${from} on:`,
    '',
    `  ${made.kid}  ${publicKey}`,
    '',
    `Build it into the next version of your program beside ${made.former.kid}, which verifies until ${until}.`,
    'Programs that use keytill/license take it by themselves.',
  ].join('\n')
  const key = { kid: made.kid, public_key: publicKey, valid_from: from }
  const former = { kid: made.former.kid, valid_until: until }
  return { found: 'nothing', text, report: { ok: true, is_new: made.isNew, key, former } }
}

function wholeDays(call: VerbCall, name: string, otherwise: number): number {
  const text = optionText(call, name)
  if (text === undefined) return otherwise
  if (!/^[1-9]\d{0,3}$/.test(text))
    throw new CliError('usage', `--${name} is a number of days from 1 to 9999`)
  return Number(text)
}

function write(folder: string, privatePem: string, publicPem: string, publicLine: string) {
  mkdirSync(folder, { recursive: true })
  const files = {
    private: join(folder, 'app_private_key.pem'),
    public: join(folder, 'app_public_key.pem'),
  }
  // A key in use must never be overwritten by a second run.
  const taken = Object.values(files).find((file) => existsSync(file))
  if (taken !== undefined)
    throw new CliError('failed', `${taken} exists already; it was not changed`)
  writeFileSync(files.private, privatePem, { mode: 0o600, flag: 'wx' })
  writeFileSync(files.public, publicPem, { flag: 'wx' })
  return {
    text: `private key: ${files.private}\npublic key:  ${files.public}\n\nUpload this line to Alipay (应用公钥):\n${publicLine}`,
    report: {
      ok: true,
      private_key_file: files.private,
      public_key_file: files.public,
      public_key_line: publicLine,
    },
  }
}
