// The doctor's look at what is sealed: the form of a sealed text proves nothing, so the newest of each kind is opened.

import { listNewestSecrets, type SecretKind } from '../db/audit-secrets.ts'
import { askContext } from '../db/payee-asks.ts'
import { savedContext } from '../db/saved-settings.ts'
import type { Finding } from '../gateways/gateway.ts'
import type { App } from './app.ts'
import { signingKeyContext } from './keys.ts'
import { totpContext } from './people/take-code.ts'
import { unsealWebhookSecret } from './webhook/secret.ts'

export type SecretDesk = Pick<App, 'db' | 'merchantId' | 'sealer' | 'licenseKeys' | 'cardKeys'>

const words: Readonly<Record<SecretKind, Readonly<{ zh: string; en: string }>>> = {
  license: { zh: '最新的授权码', en: 'The newest licence key' },
  card: { zh: '最新的卡密', en: 'The newest card' },
  totp: { zh: '最新的动态口令密钥', en: 'The newest secret of one-time codes' },
  webhook: { zh: '最新的 Webhook 密钥', en: 'The newest secret of a webhook' },
  setting: { zh: '最新的设置', en: 'The newest saved setting' },
  payee: { zh: '等待同意的收款账号', en: 'The payee account that waits for a second owner' },
  signing_key: { zh: '授权的签名密钥', en: 'The key that signs licences' },
}

/** Finds what this SECRET_KEY does not open, as after a restore under mixed keys. Throws when the database fails. */
export async function examineSecrets(desk: SecretDesk): Promise<readonly Finding[]> {
  const newest = await listNewestSecrets(desk.db, desk.merchantId)
  return newest
    .filter(({ kind, ref, sealed }) => !opens(() => openers[kind](desk, sealed, ref)))
    .map(({ kind, ref }) => ({
      level: 'bad',
      check: `secrets.${kind}`,
      zh: `${words[kind].zh}（${ref}）用现在的 SECRET_KEY 打不开：请找回写下它时的 SECRET_KEY。`,
      en: `${words[kind].en} (${ref}) does not open with this SECRET_KEY: find the SECRET_KEY it was written under.`,
    }))
}

type Open = (desk: SecretDesk, sealed: string, ref: string) => unknown

const openers: Readonly<Record<SecretKind, Open>> = {
  license: ({ licenseKeys }, sealed, ref) => licenseKeys.unseal(sealed, ref),
  card: ({ cardKeys }, sealed, ref) => cardKeys.unseal(sealed, ref),
  totp: ({ sealer }, sealed, ref) => sealer.unseal(sealed, totpContext(ref)),
  webhook: ({ sealer }, sealed, ref) => unsealWebhookSecret(sealer, sealed, ref),
  setting: ({ sealer }, sealed, ref) => sealer.unseal(sealed, savedContext(ref)),
  payee: ({ sealer }, sealed, ref) => sealer.unseal(sealed, askContext(ref)),
  signing_key: ({ sealer }, sealed, ref) => sealer.unseal(sealed, signingKeyContext(ref)),
}

function opens(open: () => unknown): boolean {
  try {
    open()
    return true
  } catch {
    // Changed, moved to another row or sealed under another key: for whoever needs it, all the same.
    return false
  }
}
