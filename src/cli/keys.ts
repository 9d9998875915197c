// keytill keys generate: an RSA pair for Alipay, the private half for us, the public half to upload.

import { generateKeyPair } from 'node:crypto'
import { existsSync, mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { CliError, optionText, type Verb } from './verb.ts'

const bits = 2048

export const keysVerb: Verb = {
  name: 'keys',
  usage: 'keys generate [--format pkcs8|pkcs1] [--out FOLDER]',
  summary: 'Generate an RSA2 key pair (2048 bits) for a gateway',
  takesWords: true,
  options: {
    format: { type: 'string', help: 'form of the private key: pkcs8 (default) or pkcs1' },
    out: { type: 'string', help: 'write app_private_key.pem (0600) and app_public_key.pem there' },
  },
  async run(call) {
    if (call.words.length !== 1 || call.words[0] !== 'generate')
      throw new CliError('usage', 'say: keys generate')
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
  },
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
