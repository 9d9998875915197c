// Which settings stand together on the page, and which belong to one way of signing or one version only. A field
// that the server describes and no group names stands under the further settings, so that none is ever missing.

import type { GetSettingsResponse } from '../../api/generated/types.gen.ts'

export type Settings = GetSettingsResponse['data']
export type Field = Settings['fields'][number]
export type Key = NonNullable<Field['key']>
export type Channel = Settings['channels'][number]
export type Kind = Channel['kind']
export type Section = Field['section']
export type GroupName =
  | 'shop'
  | 'mail'
  | 'sms'
  | 'account'
  | 'keys'
  | 'products'
  | 'addresses'
  | 'more'

export type Group = Readonly<{ name: GroupName; fields: readonly string[] }>

/** One of two ways of the same gateway; the fields of the other one are neither shown nor kept. */
export type Way = Readonly<{ name: string; fields: readonly string[] }>

export const sections: readonly Section[] = ['alipay', 'wechat', 'shop', 'letters']

/** The gateway a section is about; undefined: it is about none. */
export function kindOf(section: Section): Kind | undefined {
  return section === 'alipay' || section === 'wechat' ? section : undefined
}

export const enabledName: Readonly<Record<Kind, string>> = {
  alipay: 'ALIPAY_ENABLED',
  wechat: 'WECHAT_ENABLED',
}

/** The number by which the gateway knows the merchant, typed to turn on real money. */
export const accountName: Readonly<Record<Kind, string>> = {
  alipay: 'ALIPAY_APP_ID',
  wechat: 'WECHAT_MCH_ID',
}

/** The first way is taken where nothing is set yet. */
export const ways: Readonly<Record<Section, readonly Way[]>> = {
  alipay: [
    { name: 'key', fields: ['ALIPAY_ALIPAY_PUBLIC_KEY', 'ALIPAY_PUBLIC_KEY'] },
    {
      name: 'certificate',
      fields: ['ALIPAY_APP_CERT_FILE', 'ALIPAY_CERT_FILE', 'ALIPAY_ROOT_CERT_FILE'],
    },
  ],
  wechat: [
    {
      name: 'v3',
      fields: [
        'WECHAT_API_V3_KEY',
        'WECHAT_SERIAL_NO',
        'WECHAT_PUBLIC_KEY_ID',
        'WECHAT_PUBLIC_KEY',
      ],
    },
    { name: 'v2', fields: ['WECHAT_MCH_KEY', 'WECHAT_CERT_FILE', 'WECHAT_SANDBOX'] },
  ],
  shop: [],
  letters: [],
}

const groups: Readonly<Record<Section, readonly Group[]>> = {
  alipay: [
    { name: 'account', fields: ['ALIPAY_APP_ID', 'ALIPAY_SANDBOX'] },
    {
      name: 'keys',
      fields: [
        'ALIPAY_PRIVATE_KEY',
        'ALIPAY_ALIPAY_PUBLIC_KEY',
        'ALIPAY_APP_CERT_FILE',
        'ALIPAY_CERT_FILE',
        'ALIPAY_ROOT_CERT_FILE',
      ],
    },
    { name: 'addresses', fields: ['ALIPAY_NOTIFY_URL', 'ALIPAY_RETURN_URL'] },
  ],
  wechat: [
    { name: 'account', fields: ['WECHAT_MCH_ID', 'WECHAT_APP_ID'] },
    {
      name: 'keys',
      fields: [
        'WECHAT_PRIVATE_KEY',
        'WECHAT_API_V3_KEY',
        'WECHAT_SERIAL_NO',
        'WECHAT_PUBLIC_KEY_ID',
        'WECHAT_PUBLIC_KEY',
        'WECHAT_MCH_KEY',
        'WECHAT_CERT_FILE',
        'WECHAT_SANDBOX',
      ],
    },
    { name: 'products', fields: ['WECHAT_PRODUCTS', 'WECHAT_APP_SECRET', 'WECHAT_VERIFY_FILE'] },
    { name: 'addresses', fields: ['WECHAT_NOTIFY_URL', 'WECHAT_RETURN_URL'] },
  ],
  shop: [
    {
      name: 'shop',
      fields: [
        'SHOP_NAME',
        'SHOP_CONTACT',
        'PUBLIC_URL',
        'RETURN_HOSTS',
        'PAYMENT_ENABLED',
        'ALIPAY_TIMEOUT_EXPRESS',
        'REFUND_APPROVAL',
      ],
    },
  ],
  letters: [
    { name: 'mail', fields: ['SMTP_URL', 'MAIL_FROM', 'MAIL_KEYS'] },
    {
      name: 'sms',
      fields: [
        'ALIYUN_SMS_KEY_ID',
        'ALIYUN_SMS_KEY_SECRET',
        'ALIYUN_SMS_SIGN',
        'ALIYUN_SMS_TEMPLATE_CODE',
        'ALIYUN_SMS_TEMPLATE_DELIVERED',
        'ALIYUN_SMS_TEMPLATE_OWED',
        'ALIYUN_SMS_TEMPLATE_REFUNDED',
      ],
    },
  ],
}

/** Shown by the last step, or inside the field for the environment. */
const elsewhere = [...Object.values(enabledName), 'ALIPAY_GATEWAY']

/** The groups of a section, the further settings last. */
export function groupsOf(section: Section, fields: readonly Field[]): readonly Group[] {
  const named = new Set([...elsewhere, ...Object.values(groups).flatMap(fieldNames)])
  const rest = fields.filter((field) => field.section === section && !named.has(field.name))
  const more = { name: 'more', fields: rest.map(({ name }) => name) } as const
  return rest.length === 0 ? groups[section] : [...groups[section], more]
}

/** Every name that a section saves. */
export function namesOf(section: Section, fields: readonly Field[]): readonly string[] {
  const shown = fieldNames(groupsOf(section, fields))
  return section === 'alipay' ? [...shown, 'ALIPAY_GATEWAY'] : shown
}

/** The way that what is set belongs to. */
export function wayOf(section: Section, fields: readonly Field[]): string {
  const isSet = (name: string) =>
    fields.some((field) => field.name === name && ['saved', 'environment'].includes(field.source))
  const [first, ...others] = ways[section]
  const set = others.find((way) => way.fields.some(isSet) && !first?.fields.slice(0, 1).some(isSet))
  return (set ?? first)?.name ?? ''
}

export type Environment = 'production' | 'sandbox' | 'own'
export const environments: readonly Environment[] = ['production', 'sandbox', 'own']

/** Which Alipay the server asks, by the same reading of both variables: an address wins, unless it is production's. */
export function environmentOf(address: string, isSandbox: boolean): Environment {
  const host = URL.canParse(address) ? new URL(address).hostname : ''
  if (address === '' || host === 'openapi.alipay.com') return isSandbox ? 'sandbox' : 'production'
  return ['openapi-sandbox.dl.alipaydev.com', 'openapi.alipaydev.com'].includes(host)
    ? 'sandbox'
    : 'own'
}

/** The real account of a gateway, whether or not buyers are offered it. */
export function channelOf(kind: Kind, settings: Settings): Channel | undefined {
  return settings.channels.find((channel) => channel.kind === kind && !channel.demo)
}

function fieldNames(of: readonly Group[]): readonly string[] {
  return of.flatMap((group) => group.fields)
}
