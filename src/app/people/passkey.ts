// Passkeys (WebAuthn): registering one, signing in with one, proving again who one is. The person is always
// verified by the device, so a passkey is both factors at once.

import type {
  AuthenticationResponseJSON,
  PublicKeyCredentialCreationOptionsJSON,
  PublicKeyCredentialRequestOptionsJSON,
  RegistrationResponseJSON,
  VerifiedRegistrationResponse,
} from '@simplewebauthn/server'
import { type Author, appendAuditLog } from '../../db/audit-log.ts'
import type { Session } from '../../db/operator-sessions.ts'
import { findOperator } from '../../db/operators.ts'
import {
  type ChallengePurpose,
  deletePasskey,
  findPasskey,
  insertPasskey,
  insertPasskeyChallenge,
  listPasskeys,
  markPasskeyUsed,
  type Passkey,
  takePasskeyChallenge,
} from '../../db/passkeys.ts'
import { replaceRecoveryCodes } from '../../db/second-factors.ts'
import { Refusal } from '../../errors.ts'
import type { App } from '../app.ts'
import { firstCodes, ownerOf } from './second-factor.ts'
import { nextOf, openSession, type SignedIn, type Visitor } from './sign-in.ts'
import { type Raised, raise } from './step-up.ts'
import { countAsk } from './wrong-tries.ts'

/** Read when the first passkey is asked for: it is a fifth of what the program would load to start. */
const webauthn = () => import('@simplewebauthn/server')

/** What a browser is asked in order to make a passkey. `origin` is the page's, as the browser shows it. */
export async function offerPasskey(
  app: App,
  { operatorId, email, name }: Session,
  origin: string,
): Promise<PublicKeyCredentialCreationOptionsJSON> {
  const known = await listPasskeys(app.db, app.merchantId, operatorId)
  const { generateRegistrationOptions } = await webauthn()
  const options = await generateRegistrationOptions({
    rpName: 'Keytill',
    rpID: hostOf(origin),
    userName: email,
    userDisplayName: name,
    userID: new TextEncoder().encode(operatorId),
    challenge: newChallenge(app),
    attestationType: 'none',
    excludeCredentials: known.map(({ credentialId }) => ({ id: credentialId })),
    authenticatorSelection: { residentKey: 'required', userVerification: 'required' },
  })
  await keepChallenge(app, options.challenge, 'register', operatorId)
  return options
}

/**
 * Keeps a new passkey. Answers recovery codes when this is the person's first second factor, else null. Throws
 * passkey_refused, and conflict when it is registered already.
 */
export async function registerPasskey(
  app: App,
  session: Session,
  { name, response, origin }: Readonly<{ name: string; response: unknown; origin: string }>,
  by: Author,
): Promise<Readonly<{ credentialId: string; recoveryCodes: readonly string[] | null }>> {
  const given = response as RegistrationResponseJSON
  const challenge = await takeAnswered(app, given, 'register', session.operatorId)
  const { verifyRegistrationResponse } = await webauthn()
  const { registrationInfo } = await refusing(
    (): Promise<VerifiedRegistrationResponse> =>
      verifyRegistrationResponse({
        response: given,
        expectedChallenge: challenge,
        expectedOrigin: origin,
        expectedRPID: hostOf(origin),
      }),
  )
  if (!registrationInfo) throw new Refusal('passkey_refused')
  const { id, publicKey, counter, transports = [] } = registrationInfo.credential
  return app.db.tx(async (tx) => {
    const operator = await ownerOf(app, tx, session)
    const isNew = await insertPasskey(tx, app.merchantId, {
      credentialId: id,
      operatorId: session.operatorId,
      name,
      publicKey: Buffer.from(publicKey),
      counter,
      transports,
    })
    if (!isNew) throw new Refusal('conflict')
    await appendAuditLog(tx, app.merchantId, by, {
      action: 'account.passkey_add',
      subject: by.operator,
      details: { name },
    })
    return { credentialId: id, recoveryCodes: await firstCodes(app, tx, operator) }
  })
}

/** Throws passkey_not_found. The recovery codes go with the last second factor. */
export async function removePasskey(
  app: App,
  session: Session,
  credentialId: string,
  by: Author,
): Promise<void> {
  const { operatorId } = session
  await app.db.tx(async (tx) => {
    const name = await deletePasskey(tx, app.merchantId, operatorId, credentialId)
    if (name === undefined) throw new Refusal('passkey_not_found')
    const { totpSealed, passkeys } = await ownerOf(app, tx, session)
    if (totpSealed === null && passkeys === 0)
      await replaceRecoveryCodes(tx, app.merchantId, operatorId, [])
    const entry = {
      action: 'account.passkey_remove' as const,
      subject: by.operator,
      details: { name },
    }
    await appendAuditLog(tx, app.merchantId, by, entry)
  })
}

/** What a browser is asked in order to sign in: any passkey of this shop it has. Throws rate_limited. */
export async function askSignIn(
  app: App,
  origin: string,
  address: string,
): Promise<PublicKeyCredentialRequestOptionsJSON> {
  await countAsk(app, address)
  return ask(app, origin, 'sign_in', undefined)
}

/** Signs in with a passkey alone. Throws passkey_refused. */
export async function signInByPasskey(
  app: App,
  response: unknown,
  origin: string,
  visitor: Visitor,
): Promise<SignedIn> {
  const { operatorId } = await verify(app, response, origin, 'sign_in', undefined)
  const operator = await findOperator(app.db, app.merchantId, operatorId)
  if (operator?.state !== 'active') throw new Refusal('passkey_refused')
  return openSession(app, operator, nextOf(operator), visitor, 'passkey')
}

/** What a browser is asked in order to prove again who is signed in. Throws passkey_not_found when they have none. */
export async function askStepUp(
  app: App,
  { operatorId }: Session,
  origin: string,
): Promise<PublicKeyCredentialRequestOptionsJSON> {
  const known = await listPasskeys(app.db, app.merchantId, operatorId)
  if (known.length === 0) throw new Refusal('passkey_not_found')
  return ask(app, origin, 'step_up', { operatorId, known })
}

/** Throws passkey_refused. */
export async function stepUpByPasskey(
  app: App,
  session: Session,
  response: unknown,
  origin: string,
  visitor: Visitor,
): Promise<Raised> {
  await verify(app, response, origin, 'step_up', session.operatorId)
  return app.db.tx((tx) => raise(app, tx, session, visitor, 'passkey'))
}

async function ask(
  app: App,
  origin: string,
  purpose: 'sign_in' | 'step_up',
  of: Readonly<{ operatorId: string; known: readonly Passkey[] }> | undefined,
): Promise<PublicKeyCredentialRequestOptionsJSON> {
  const { generateAuthenticationOptions } = await webauthn()
  const options = await generateAuthenticationOptions({
    rpID: hostOf(origin),
    challenge: newChallenge(app),
    userVerification: 'required',
    ...(of ? { allowCredentials: of.known.map(({ credentialId }) => ({ id: credentialId })) } : {}),
  })
  await keepChallenge(app, options.challenge, purpose, of?.operatorId ?? null)
  return options
}

/** The passkey that rightly signed a challenge of ours, as said. */
async function verify(
  app: App,
  response: unknown,
  origin: string,
  purpose: 'sign_in' | 'step_up',
  operatorId: string | undefined,
): Promise<Passkey> {
  const given = response as AuthenticationResponseJSON
  const challenge = await takeAnswered(app, given, purpose, operatorId ?? null)
  const passkey = await findPasskey(app.db, app.merchantId, String(given.id))
  if (!passkey || (operatorId !== undefined && passkey.operatorId !== operatorId))
    throw new Refusal('passkey_refused')
  const { verifyAuthenticationResponse } = await webauthn()
  const { verified, authenticationInfo } = await refusing(() =>
    verifyAuthenticationResponse({
      response: given,
      expectedChallenge: challenge,
      expectedOrigin: origin,
      expectedRPID: hostOf(origin),
      credential: {
        id: passkey.credentialId,
        publicKey: new Uint8Array(passkey.publicKey),
        counter: passkey.counter,
      },
    }),
  )
  const { newCounter } = authenticationInfo
  const isCounted =
    verified && (await markPasskeyUsed(app.db, app.merchantId, passkey.credentialId, newCounter))
  if (!isCounted) throw new Refusal('passkey_refused')
  return passkey
}

/** The challenge an answer names, used up by this. Throws passkey_refused when it was not asked of this person. */
async function takeAnswered(
  app: App,
  given: Readonly<{ response?: Readonly<{ clientDataJSON?: unknown }> }>,
  purpose: ChallengePurpose,
  operatorId: string | null,
): Promise<string> {
  const challenge = await refusing(async () => {
    const text = Buffer.from(String(given.response?.clientDataJSON), 'base64url').toString('utf8')
    return String((JSON.parse(text) as { challenge?: unknown }).challenge)
  })
  if (!/^[\w-]{20,100}$/.test(challenge)) throw new Refusal('passkey_refused')
  const { db, merchantId } = app
  if (await takePasskeyChallenge(db, merchantId, challenge, purpose, operatorId)) return challenge
  throw new Refusal('passkey_refused')
}

/** Whatever the library or a parser does not like about a browser's answer is a refusal, never a fault of ours. */
async function refusing<T>(work: () => Promise<T>): Promise<T> {
  try {
    return await work()
  } catch {
    throw new Refusal('passkey_refused')
  }
}

function keepChallenge(
  app: App,
  challenge: string,
  purpose: ChallengePurpose,
  operatorId: string | null,
): Promise<void> {
  return insertPasskeyChallenge(app.db, app.merchantId, challenge, purpose, operatorId)
}

function newChallenge(app: App): Uint8Array<ArrayBuffer> {
  return new Uint8Array(app.random.bytes(32))
}

function hostOf(origin: string): string {
  return new URL(origin).hostname
}
