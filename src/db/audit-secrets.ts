// Secrets of the installation and of its people are kept sealed; the newest of each kind, for whoever has the key to
// open. With ways in which they come to stand in the open.

import { type Corruption, damage } from './audit-corruptions.ts'
import { type Invariant, invariant, isSealed } from './audit-invariant.ts'
import { type Db, statement } from './connect.ts'

/** `ref` is what the text was sealed for, beside its kind; the newest rows have the latest `at`. */
const kept = {
  license: `select license_id as ref, key_sealed as sealed, valid_from as at from license where merchant_id = $1`,
  card: `select encode(card_hash, 'hex'), card_sealed, imported_at from card where merchant_id = $1`,
  totp: `select operator_id, unnest(array[totp_sealed, totp_pending]), created_at from operator where merchant_id = $1`,
  webhook: `select endpoint_id, unnest(array[secret_sealed, previous_sealed]), created_at from webhook_endpoint
     where merchant_id = $1`,
  setting: `select name, value_sealed, saved_at from saved_setting where merchant_id = $1`,
  payee: `select concat_ws('|', gateway, ask_id, asked_by), changes_sealed, asked_at from payee_ask
     where merchant_id = $1`,
  signing_key: `select kid, private_sealed, valid_from from signing_key where $1::integer is not null`,
} as const

export type SecretKind = keyof typeof kept

/** Licences and cards have rules of their own, for there are many of them. */
const few: readonly SecretKind[] = ['totp', 'webhook', 'setting', 'payee', 'signing_key']

export const secretInvariants: readonly Invariant[] = [
  invariant(
    'INV-16.secrets',
    '动态口令、Webhook、设置和签名的密钥都以密封形式保存',
    'Secrets of one-time codes, webhooks, settings and signatures are kept sealed',
    few
      .map(
        (kind) => `select '${kind} ' || ref as ref, 'not sealed' as detail
     from (${kept[kind]}) as kept(ref, sealed, at) where sealed is not null and not ${isSealed('sealed')}`,
      )
      .join('\n     union all '),
    'look',
    'whole',
  ),
]

export type KeptSecret = Readonly<{ kind: SecretKind; ref: string; sealed: string }>

const selectNewest = statement(
  'list_newest_secrets',
  Object.entries(kept)
    .map(
      ([
        kind,
        rows,
      ]) => `(select '${kind}' as kind, ref, sealed from (${rows}) as kept(ref, sealed, at)
     where sealed is not null order by at desc, ref limit 1)`,
    )
    .join(' union all '),
)

/** The newest secret of each kind there is. */
export async function listNewestSecrets(db: Db, merchantId: number): Promise<KeptSecret[]> {
  return db.rows<KeptSecret>(selectNewest, [merchantId])
}

export const secretCorruptions: readonly Corruption[] = [
  damage(
    'a secret of one-time codes in the open',
    `update operator set totp_sealed = 'JBSWY3DPEHPK3PXP'`,
    'INV-16.secrets',
  ),
  damage(
    "a webhook's secret in the open",
    `insert into webhook_endpoint (merchant_id, endpoint_id, url, name, events, complete_since, secret_sealed, created_at)
     values (1, 'ep_1', 'https://a.example/', 'A', '{order.paid}', 'infinity', 'whsec_A', app_now())`,
    'INV-16.secrets',
  ),
  damage(
    'a saved setting in the open',
    `insert into saved_setting (merchant_id, name, value_sealed, saved_at, saved_by)
     values (1, 'ALIPAY_PRIVATE_KEY', 'MIIE', app_now(), 'A')`,
    'INV-16.secrets',
  ),
  damage(
    'an account that waits for a second owner in the open',
    `insert into payee_ask (merchant_id, gateway, ask_id, account, changes_sealed, asked_by, asked_at)
     values (1, 'alipay', 'pay_1', '2021', '{"ALIPAY_PRIVATE_KEY": "MIIE"}', 'A', app_now())`,
    'INV-16.secrets',
  ),
  damage(
    'the key that signs licences in the open',
    `insert into signing_key (kid, public_key, private_sealed, valid_from) values ('k', sha256(''), 'MC4C', app_now())`,
    'INV-16.secrets',
  ),
]
