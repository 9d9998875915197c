// An authenticator for tests: one ES256 key pair that answers a page's questions as a browser would (WebAuthn 2,
// sections 6.1, 6.5 and 7), with the person verified by the device.

import { createHash, generateKeyPairSync, randomBytes, sign } from 'node:crypto'

type Options = Readonly<{ challenge: string }>

/** user present, user verified; with a key attached */
const present = 0x05
const withKey = 0x45

export class TestPasskey {
  readonly id = randomBytes(16)
  readonly origin: string
  readonly #keys = generateKeyPairSync('ec', { namedCurve: 'P-256' })
  #counter = 0

  constructor(origin: string) {
    this.origin = origin
  }

  /** Answers navigator.credentials.create. */
  create({ challenge }: Options) {
    const { x = '', y = '' } = this.#keys.publicKey.export({ format: 'jwk' })
    const key = map([
      [integer(1), integer(2)],
      [integer(3), integer(-7)],
      [integer(-1), integer(1)],
      [integer(-2), bytes(Buffer.from(x, 'base64url'))],
      [integer(-3), bytes(Buffer.from(y, 'base64url'))],
    ])
    const length = Buffer.from([0, this.id.length])
    const attached = Buffer.concat([Buffer.alloc(16), length, this.id, key])
    const attestation = map([
      [text('fmt'), text('none')],
      [text('attStmt'), map([])],
      [text('authData'), bytes(Buffer.concat([this.#head(withKey), attached]))],
    ])
    return this.#answer({
      clientDataJSON: this.#clientJson('webauthn.create', challenge).toString('base64url'),
      attestationObject: attestation.toString('base64url'),
      transports: ['internal'],
    })
  }

  /** Answers navigator.credentials.get. */
  get({ challenge }: Options) {
    const client = this.#clientJson('webauthn.get', challenge)
    const head = this.#head(present)
    const signed = Buffer.concat([head, createHash('sha256').update(client).digest()])
    return this.#answer({
      clientDataJSON: client.toString('base64url'),
      authenticatorData: head.toString('base64url'),
      signature: sign('sha256', signed, this.#keys.privateKey).toString('base64url'),
    })
  }

  #answer(response: Readonly<Record<string, unknown>>) {
    const id = this.id.toString('base64url')
    return { id, rawId: id, type: 'public-key', clientExtensionResults: {}, response }
  }

  #clientJson(type: string, challenge: string): Buffer {
    const { origin } = this
    return Buffer.from(JSON.stringify({ type, challenge, origin, crossOrigin: false }))
  }

  #head(flags: number): Buffer {
    this.#counter += 1
    const counter = Buffer.alloc(4)
    counter.writeUInt32BE(this.#counter)
    const host = createHash('sha256').update(new URL(this.origin).hostname).digest()
    return Buffer.concat([host, Buffer.from([flags]), counter])
  }
}

// As much CBOR (RFC 8949) as the above needs.
function integer(value: number): Buffer {
  return value < 0 ? sized(1, -1 - value) : sized(0, value)
}

function bytes(value: Buffer): Buffer {
  return Buffer.concat([sized(2, value.length), value])
}

function text(value: string): Buffer {
  return Buffer.concat([sized(3, Buffer.byteLength(value)), Buffer.from(value)])
}

function map(entries: readonly (readonly [Buffer, Buffer])[]): Buffer {
  return Buffer.concat([sized(5, entries.length), ...entries.flat()])
}

function sized(major: number, size: number): Buffer {
  if (size < 24) return Buffer.from([(major << 5) | size])
  if (size < 256) return Buffer.from([(major << 5) | 24, size])
  return Buffer.from([(major << 5) | 25, size >> 8, size & 255])
}
