// One-time codes (TOTP, RFC 6238: six digits, 30 s, SHA-1) and recovery codes, each taken once.

import { Secret, TOTP } from 'otpauth'
import type { Db } from '../../db/connect.ts'
import type { Operator } from '../../db/operators.ts'
import { takeRecoveryCode, takeTotpStep } from '../../db/second-factors.ts'
import { Refusal } from '../../errors.ts'
import type { App } from '../app.ts'
import { recoveryCodeHash } from './tokens.ts'

const stepMs = 30_000

/** Takes a one-time code or a recovery code and answers which it was. Throws code_wrong for any other and a used one. */
export async function takeCode(
  app: App,
  tx: Db,
  operator: Operator,
  code: string,
): Promise<'totp' | 'recovery'> {
  const { operatorId, totpSealed } = operator
  const typed = code.replace(/\s/g, '')
  if (/^\d{6}$/.test(typed) && totpSealed !== null) {
    const step = stepOfCode(app, operator, totpSealed, typed)
    if (step !== undefined && (await takeTotpStep(tx, app.merchantId, operatorId, step)))
      return 'totp'
    throw new Refusal('code_wrong')
  }
  if (await takeRecoveryCode(tx, app.merchantId, operatorId, recoveryCodeHash(typed)))
    return 'recovery'
  throw new Refusal('code_wrong')
}

/** The 30 s step a code belongs to, one before or after now at most; undefined when it is wrong. */
export function stepOfCode(
  app: App,
  { operatorId, email, realNow }: Operator,
  sealed: string,
  code: string,
): number | undefined {
  const secret = app.sealer.unseal(sealed, totpContext(operatorId)).toString('utf8')
  const delta = totpOf(email, secret).validate({ token: code, window: 1, timestamp: realNow })
  return delta === null ? undefined : Math.floor(realNow / stepMs) + delta
}

/** `secret` in base 32. */
export function totpOf(email: string, secret: string): TOTP {
  return new TOTP({
    issuer: 'Keytill',
    label: email,
    algorithm: 'SHA1',
    digits: 6,
    period: stepMs / 1000,
    secret: Secret.fromBase32(secret),
  })
}

/** Where a sealed secret belongs. */
export function totpContext(operatorId: string): string {
  return `totp|${operatorId}`
}
