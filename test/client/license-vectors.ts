// What every client of a shop's licences must agree on: signed answers, which question they answer, offline files,
// chains of keys and fingerprints, good and bad. Made with the shop's own code and keys from fixed seeds, so that it comes out the same each time.

import { createPrivateKey, createPublicKey, type KeyObject, sign } from 'node:crypto'
import { hashed } from '../../src/client/machine.ts'
import { askedOf } from '../../src/http/license-asked.ts'
import {
  rawPublicKey,
  type Successor,
  signFile,
  successionText,
} from '../../src/kit/signed-file.ts'

type Key = Readonly<{ kid: string; privateKey: KeyObject; publicKey: string }>

const [first, second, third, stranger] = [1, 2, 3, 9].map(keyOfSeed) as [Key, Key, Key, Key]
const begins = { second: '2027-01-01 00:00:00', third: '2028-01-01 00:00:00' }
const nonce = '6f1d2c3b4a5968778695a4b3c2d1e0f1'
const device = 'b6f0c1d2e3f405162738495a6b7c8d9e'
const otherDevice = '00112233445566778899aabbccddeeff'
const seconds = 1_795_000_000
const license_key = 'F0WHV-8K2QX-3M7ZB-6T1RC-9PDJN-VD'

export function makeVectors() {
  return {
    note: 'The private keys behind these are in the source of the project for everybody to read. They sign nothing else.',
    keys: { [first.kid]: first.publicKey },
    answers: answers(),
    questions: questions(),
    files: files(),
    chains: chains(),
    fingerprints: fingerprints(),
  }
}

const data = {
  license: {
    status: 'active',
    product_id: 'demo-app',
    package_id: 'year',
    valid_until: '2027-11-22 04:42:25',
    max_devices: 3,
    devices_used: 1,
  },
  device: { fingerprint: device, name: '办公室 “1”', activated_at: '2026-11-22 04:50:00' },
}

function answers() {
  const body = JSON.stringify({ success: true, message: 'Valid', data })
  const code = 'license_revoked'
  const refusal = JSON.stringify({ success: false, message: '授权已撤销', error: { code } })
  const right = signed(first, nonce, body)
  const raw = Buffer.from(right.slice(right.indexOf('ed25519=') + 8), 'base64')
  const withRaw = (bytes: Buffer) =>
    right.replace(/ed25519=.*/, `ed25519=${bytes.toString('base64')}`)
  const flipped = (at: number) => {
    const bytes = Buffer.from(raw)
    bytes.writeUInt8(bytes.readUInt8(at) ^ 1, at)
    return bytes
  }
  const answer = (name: string, genuine: boolean, changes = {}) => ({
    name,
    body,
    nonce,
    signature: right,
    genuine,
    ...changes,
  })
  return [
    answer('right', true),
    answer('a refusal', true, { body: refusal, signature: signed(first, nonce, refusal) }),
    answer('without a nonce', true, { nonce: '', signature: signed(first, '', body) }),
    answer('one letter of the body changed', false, { body: body.replace('"year"', '"yeas"') }),
    answer('the same JSON in other bytes', false, { body: `${body} ` }),
    answer('another nonce', false, { nonce: nonce.replace('6', '7') }),
    answer('no nonce where there was one', false, { nonce: '' }),
    answer('another time', false, { signature: right.replace(`t=${seconds}`, `t=${seconds + 1}`) }),
    answer('a refusal with the signature of a success', false, { body: refusal }),
    answer('one bit of the first half of the signature', false, { signature: withRaw(flipped(0)) }),
    answer('one bit of the second half', false, { signature: withRaw(flipped(40)) }),
    answer('the group order added to the second half', false, {
      signature: withRaw(malleable(raw)),
    }),
    answer('a signature of zeros', false, { signature: withRaw(Buffer.alloc(64)) }),
    answer('a signature that is too short', false, { signature: withRaw(raw.subarray(0, 63)) }),
    answer('base64 with bits nobody reads', false, { signature: right.replace(/.==$/, unread) }),
    answer('base64 of the URL kind', false, {
      signature: right.replaceAll('+', '-').replaceAll('/', '_').replace(/==$/, ''),
    }),
    answer('a key nobody pinned', false, { signature: signed(stranger, nonce, body) }),
    answer("a stranger's signature under a pinned name", false, {
      signature: signed({ ...stranger, kid: first.kid }, nonce, body),
    }),
    answer('the name of something every object has', false, {
      signature: signed({ ...stranger, kid: 'constructor' }, nonce, body),
    }),
    answer('made for an offline file', false, {
      signature: `t=${seconds},kid=${first.kid},ed25519=${signFile(body, first.kid, first.privateKey).signature}`,
    }),
    answer('no signature', false, { signature: '' }),
  ]
}

/** `says`: yes, the code of a refusal, or not_genuine, which is no answer to this question. */
function questions() {
  const question = {
    verb: 'validate',
    license_key,
    fingerprint: device,
    product_id: 'demo-app',
    version: null as string | null,
  }
  const asked = (changes: object = {}) => {
    const { version, ...plain } = question
    const { verb, ...body } = { ...plain, ...(version ? { version } : {}), ...changes }
    return askedOf(verb)(body)
  }
  const yes = (heard: unknown, license: object = {}) =>
    JSON.stringify({
      success: true,
      message: 'Valid',
      data: { ...data, license: { ...data.license, ...license } },
      asked: heard,
    })
  const no = (code: string, heard: unknown) =>
    JSON.stringify({ success: false, message: 'No', error: { code }, asked: heard })
  const one = (name: string, says: string, body: string, changes: object = {}) => ({
    name,
    question: { ...question, ...changes },
    body,
    nonce,
    signature: signed(first, nonce, body),
    says,
  })
  const [mine, other] = ['3.9', '4.0']
  const upTo3 = { version_max: '3' }
  return [
    one('the right one', 'yes', yes(asked())),
    one('a refusal', 'license_revoked', no('license_revoked', asked())),
    one('a yes to another device', 'not_genuine', yes(asked({ fingerprint: otherDevice }))),
    one('a yes to another product', 'not_genuine', yes(asked({ product_id: 'demo-app-2' }))),
    one('a yes to no product', 'not_genuine', yes(asked({ product_id: undefined }))),
    one('a yes to another verb', 'not_genuine', yes(asked({ verb: 'deactivate' }))),
    one('a yes to another key', 'not_genuine', yes(asked({ license_key: `${license_key}0` }))),
    one('a yes to parts nobody told', 'not_genuine', yes(asked({ components: { cpu: 'c1' } }))),
    one('a yes that does not say to what', 'not_genuine', yes(undefined)),
    one(
      'a refusal to another device',
      'not_genuine',
      no('device_not_found', asked({ fingerprint: otherDevice })),
    ),
    one(
      'a yes of another product, to this one',
      'not_genuine',
      yes(asked(), { product_id: 'demo-app-2' }),
    ),
    one(
      'a yes of a licence that is suspended',
      'not_genuine',
      yes(asked(), { status: 'suspended' }),
    ),
    one(
      'a seat given back, whatever the licence',
      'yes',
      yes(asked({ verb: 'deactivate' }), { status: 'suspended' }),
      {
        verb: 'deactivate',
      },
    ),
    one('a version it covers', 'yes', yes(asked({ version: mine }), upTo3), { version: mine }),
    one(
      'a version it does not cover',
      'version_not_covered',
      yes(asked({ version: other }), upTo3),
      {
        version: other,
      },
    ),
    one('a yes to an older version', 'not_genuine', yes(asked({ version: mine })), {
      version: other,
    }),
    one('a yes to no version', 'not_genuine', yes(asked()), { version: other }),
    { ...one('with another nonce', 'not_genuine', yes(asked())), nonce: nonce.replace('6', '7') },
  ]
}

function files() {
  const payload = {
    license_id: 'lic_0123456789',
    license_key_masked: 'F0WHV-*****-*****-*****-*****-VD',
    product_id: 'demo-app',
    package_id: 'year',
    max_devices: 3,
    features: ['export', '导出'],
    version_max: null,
    valid_from: '2026-11-22 04:42:25',
    valid_until: '2027-11-22 04:42:25',
    issued_at: '2026-11-22 05:00:00',
    file_until: '2027-02-22 05:00:00',
    fingerprint: device,
  }
  const file = signFile(payload, first.kid, first.privateKey)
  const changed = (changes = {}, key = first, successors: readonly Successor[] = []) =>
    signFile({ ...payload, ...changes }, key.kid, key.privateKey, successors)
  const {
    license_key_masked: _masked,
    file_until: _until,
    fingerprint: _device,
    ...plain
  } = payload
  const old = { ...plain, license_key: 'F0WHV8K2QX3M7ZB6T1RC9PDJNVD' }
  const v1 = signFile(old, first.kid, first.privateKey, [], 'keytill-license-1')
  const other = Buffer.from(JSON.stringify({ ...payload, max_devices: 9 })).toString('base64')
  const one = (name: string, result: string, given: unknown, changes = {}) => ({
    name,
    text: typeof given === 'string' ? given : JSON.stringify(given),
    fingerprint: device,
    product_id: 'demo-app',
    version: null,
    at: '2026-12-01 00:00:00',
    result,
    ...changes,
  })
  const upTo = (version_max: string) => changed({ version_max })
  const unbound = changed({ fingerprint: null, valid_until: null, file_until: null })
  return [
    one('good on this device', 'valid', file),
    one('good on any device, for ever', 'valid', unbound, {
      fingerprint: otherDevice,
      at: '2099-01-01 00:00:00',
    }),
    one('of the first format', 'valid', v1, { fingerprint: otherDevice }),
    one('in the second before its end', 'valid', file, { at: '2027-02-22 04:59:59' }),
    one('over while the licence holds on', 'file_over', file, { at: '2027-02-22 05:00:00' }),
    one('the licence is over', 'expired', file, { at: '2027-11-22 04:42:25' }),
    one('of the first format, and over', 'expired', v1, { at: '2027-11-22 04:42:25' }),
    one('of another device', 'other_device', file, { fingerprint: otherDevice }),
    one('for versions up to 3, and a program of 3', 'valid', upTo('3'), { version: '3.9.1-beta' }),
    one('for versions up to 3, and a program of 4', 'version_not_covered', upTo('3'), {
      version: '4.0',
    }),
    one('for versions up to 1.9, and a program of 1.10', 'version_not_covered', upTo('1.9'), {
      version: '1.10',
    }),
    one('for versions up to 3, and a program that has none', 'valid', upTo('3')),
    one('by a clock half a day slow', 'valid', file, { at: '2026-11-21 17:00:00' }),
    one('by a clock from before it was made', 'clock', file, { at: '2001-01-01 00:00:00' }),
    one('of another product', 'other_product', file, { product_id: 'demo-app-2' }),
    one('with another payload', 'signature', { ...file, payload: other }),
    one('with another format, which is another purpose', 'signature', {
      ...file,
      format: 'keytill-license-1',
    }),
    one('of the first format, said to be of the second', 'signature', {
      ...v1,
      format: 'keytill-license-2',
    }),
    one('signed without its purpose', 'signature', { ...file, signature: bare(file.payload) }),
    one("with a stranger's signature", 'signature', { ...changed({}, stranger), kid: first.kid }),
    one('of a key nobody pinned', 'unknown_key', changed({}, stranger)),
    one(
      'of the next key, which the file leads to',
      'valid',
      changed({}, second, [successor(first, second)]),
    ),
    one(
      'of the key after the next',
      'valid',
      changed({}, third, [successor(second, third), successor(first, second)]),
    ),
    one('of the next key, without the way to it', 'unknown_key', changed({}, second)),
    one(
      'of a key that endorses itself',
      'unknown_key',
      changed({}, stranger, [successor(stranger, stranger)]),
    ),
    one('of a format to come', 'unreadable', { ...file, format: 'keytill-license-3' }),
    one('that is no JSON', 'unreadable', 'hello'),
    one('that is empty', 'unreadable', ''),
    one('without a payload', 'unreadable', {
      format: file.format,
      kid: file.kid,
      signature: file.signature,
    }),
  ]
}

function chains() {
  const next = successor(first, second)
  const afterNext = successor(second, third)
  const one = (name: string, successors: readonly Successor[], ...keys: readonly Key[]) => ({
    name,
    keys: { [first.kid]: first.publicKey },
    successors,
    accepted: [first, ...keys].map(({ kid }) => kid),
  })
  return [
    one('no key follows', []),
    one('one key follows', [next], second),
    one('two follow, told in any order', [afterNext, next], second, third),
    one('the one between is not told', [afterNext]),
    one('endorsed by a stranger under the name of the first', [
      { ...successor(stranger, second), endorsed_by: first.kid },
    ]),
    one('another public key', [{ ...next, public_key: stranger.publicKey }]),
    one('another beginning', [{ ...next, valid_from: '2026-01-01 00:00:00' }]),
    one('another name', [{ ...next, kid: third.kid }]),
    one('the name of a pinned key taken', [
      { ...successor(first, { ...stranger, kid: first.kid }) },
    ]),
  ]
}

function fingerprints() {
  return ['4c4c4544004d3510804bb7c04f503333', '9f2c-机器-01'].map((id) => ({
    product_id: 'demo-app',
    machine_id: id,
    fingerprint: hashed('demo-app', 'machine', id),
  }))
}

function successor(before: Key, key: Key): Successor {
  const valid_from = key === third ? begins.third : begins.second
  const text = { kid: key.kid, public_key: key.publicKey, valid_from }
  const endorsement = sign(null, successionText(text), before.privateKey).toString('base64')
  return { ...text, endorsed_by: before.kid, endorsement }
}

function signed(
  { kid, privateKey }: Pick<Key, 'kid' | 'privateKey'>,
  forNonce: string,
  body: string,
) {
  const signature = sign(null, Buffer.from(`${seconds}.${forNonce}.${body}`), privateKey)
  return `t=${seconds},kid=${kid},ed25519=${signature.toString('base64')}`
}

function bare(payload: string): string {
  return sign(null, Buffer.from(payload, 'base64'), first.privateKey).toString('base64')
}

/** The last letter before the padding stands for two bits that count and four that do not. */
function unread(letters: string): string {
  const alphabet = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/'
  return `${alphabet.charAt(alphabet.indexOf(letters.charAt(0)) + 1)}==`
}

/** The same signature with S + L: whoever does not look at its size takes it for another. */
function malleable(raw: Buffer): Buffer {
  const order = 2n ** 252n + 27742317777372353535851937790883648493n
  const s = BigInt(`0x${Buffer.from(raw.subarray(32)).reverse().toString('hex')}`) + order
  const bytes = Buffer.from(s.toString(16).padStart(64, '0'), 'hex').reverse()
  return Buffer.concat([raw.subarray(0, 32), bytes])
}

function keyOfSeed(seed: number): Key {
  const head = Buffer.from('302e020100300506032b657004220420', 'hex')
  const key = Buffer.concat([head, Buffer.alloc(32, seed)])
  const privateKey = createPrivateKey({ key, format: 'der', type: 'pkcs8' })
  const raw = rawPublicKey(createPublicKey(privateKey))
  return { kid: raw.toString('hex').slice(0, 16), privateKey, publicKey: raw.toString('base64') }
}
