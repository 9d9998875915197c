// What the settings page would save of what was typed: nothing that was not touched, no secret that was left
// empty, nothing of the way that was not chosen; and which key stands in the wrong field.

import { beforeEach, expect, it } from 'vitest'
import { describeSettings } from '../../src/app/settings/describe-settings.ts'
import { type Draft, useDraft } from '../../web/admin/src/pages/settings/draft.ts'
import {
  environmentOf,
  type Field,
  type Key,
  type Settings,
} from '../../web/admin/src/pages/settings/form.ts'
import { judgeKey } from '../../web/admin/src/pages/settings/judge-key.ts'
import { channel, read } from '../config/merchant-env.ts'

const none: Omit<Field, 'name'> = {
  section: 'alipay',
  label: '',
  input: 'line',
  choices: [],
  secret: false,
  source: 'none',
  value: null,
  fallback: null,
  key: null,
}
const own: Key = {
  kind: 'private',
  form: 'PKCS#8',
  bits: 2048,
  fingerprint: 'aa',
  valid_until: null,
}
const theirs: Key = { ...own, kind: 'public', form: 'SPKI', fingerprint: 'bb' }

let fields: Field[]
let draft: Draft

function set(name: string, about: Partial<Field>): void {
  fields = fields.map((field) => (field.name === name ? { ...field, ...about } : field))
}

beforeEach(() => {
  const names = [
    'ALIPAY_APP_ID',
    'ALIPAY_PRIVATE_KEY',
    'ALIPAY_ALIPAY_PUBLIC_KEY',
    'ALIPAY_APP_CERT_FILE',
  ]
  fields = [
    ...names.map((name) => ({ ...none, name })),
    { ...none, name: 'ALIPAY_ENABLED', input: 'switch', source: 'default', fallback: 'true' },
    { ...none, name: 'ALIPAY_SANDBOX', input: 'switch', source: 'default', fallback: 'false' },
    { ...none, name: 'ALIPAY_NEW_IDEA' },
  ]
  set('ALIPAY_PRIVATE_KEY', { secret: true, input: 'lines' })
  draft = useDraft('alipay', () => ({ fields }) as unknown as Settings)
})

it('a first account is saved switched off, and one that sells already stays as it is', () => {
  expect(draft.isDirty.value).toBe(false)
  draft.type('ALIPAY_APP_ID', ' 9021000000000001 ')
  expect(draft.changes.value).toEqual({
    ALIPAY_APP_ID: '9021000000000001',
    ALIPAY_ENABLED: 'false',
  })
})

it('a saved secret that was left empty is kept, and taken away only by saying so (49)', () => {
  set('ALIPAY_APP_ID', { source: 'saved', value: '9021' })
  set('ALIPAY_PRIVATE_KEY', { source: 'saved', key: own })
  draft.type('ALIPAY_PRIVATE_KEY', '')
  expect(draft.changes.value).toEqual({})
  draft.remove('ALIPAY_PRIVATE_KEY', true)
  expect(draft.changes.value).toEqual({ ALIPAY_PRIVATE_KEY: null })
  draft.remove('ALIPAY_PRIVATE_KEY', false)
  expect(draft.isDirty.value).toBe(false)
})

it('typing a word and taking it back is no change, and a default is not saved as one', () => {
  set('ALIPAY_APP_ID', { source: 'saved', value: '9021' })
  draft.type('ALIPAY_APP_ID', '9022')
  draft.type('ALIPAY_APP_ID', '9021')
  draft.type('ALIPAY_SANDBOX', 'true')
  draft.type('ALIPAY_SANDBOX', 'false')
  expect(draft.isDirty.value).toBe(false)
  draft.type('ALIPAY_APP_ID', '')
  expect(draft.changes.value).toEqual({ ALIPAY_APP_ID: null })
})

it('choosing certificates takes the saved public key away, and what the environment sets stays (52)', () => {
  set('ALIPAY_APP_ID', { source: 'environment' })
  set('ALIPAY_ALIPAY_PUBLIC_KEY', { source: 'saved', value: 'MIIB' })
  expect(draft.way.value).toBe('key')
  draft.chooseWay('certificate')
  draft.type('ALIPAY_APP_ID', '1')
  draft.type('ALIPAY_APP_CERT_FILE', '-----BEGIN CERTIFICATE-----')
  expect(draft.changes.value).toEqual({
    ALIPAY_ALIPAY_PUBLIC_KEY: null,
    ALIPAY_APP_CERT_FILE: '-----BEGIN CERTIFICATE-----',
  })
})

it('a setting that no group names stands under the further ones', () => {
  expect(draft.groups.value.at(-1)).toEqual({ name: 'more', fields: ['ALIPAY_NEW_IDEA'] })
})

it('a key in the wrong field is told from its kind and its other half (49)', () => {
  set('ALIPAY_PRIVATE_KEY', { source: 'saved', key: own })
  const judge = (name: string, key: Key) => judgeKey(name, key, draft)
  expect(judge('ALIPAY_ALIPAY_PUBLIC_KEY', theirs)).toBeUndefined()
  expect(judge('ALIPAY_ALIPAY_PUBLIC_KEY', own)).toBe('privateForPublic')
  expect(judge('ALIPAY_ALIPAY_PUBLIC_KEY', { ...theirs, fingerprint: 'aa' })).toBe('ownForAlipay')
  expect(judge('ALIPAY_PRIVATE_KEY', theirs)).toBe('publicForPrivate')
  expect(judge('ALIPAY_PUBLIC_KEY', theirs)).toBe('ownNotPair')
  expect(judge('ALIPAY_APP_CERT_FILE', theirs)).toBe('keyForCertificate')
  expect(judge('ALIPAY_APP_CERT_FILE', { ...theirs, kind: 'certificate' })).toBe(
    'certificateNotPair',
  )
})

it('what the environment says of Alipay is shown: all but a secret, of which the fingerprint (52)', () => {
  const config = read({
    ...channel,
    ALIPAY_SANDBOX: '1',
    ALIPAY_GATEWAY: 'http://10.0.0.9/gateway',
  })
  const described = describeSettings({ config: () => config, saved: () => ({}) })
  fields = described as unknown as Field[]
  expect(draft.text('ALIPAY_APP_ID')).toBe(channel.ALIPAY_APP_ID)
  expect(draft.text('ALIPAY_SANDBOX')).toBe('true')
  expect(draft.text('ALIPAY_GATEWAY')).toBe('http://10.0.0.9/gateway')
  const key = draft.field('ALIPAY_PRIVATE_KEY')
  expect(key).toMatchObject({ source: 'environment', value: null, key: { kind: 'private' } })
  expect(JSON.stringify([config, described])).not.toContain(
    channel.ALIPAY_PRIVATE_KEY.slice(40, 90),
  )
  // So the console can say of a pasted text that it is the merchant's own key.
  const fingerprint = key?.key?.fingerprint ?? ''
  const pasted: Key = { ...theirs, fingerprint }
  expect(judgeKey('ALIPAY_ALIPAY_PUBLIC_KEY', pasted, draft)).toBe('ownForAlipay')
  expect(draft.isDirty.value).toBe(false)
})

it.each([
  ['', false, 'production'],
  ['', true, 'sandbox'],
  ['https://openapi.alipay.com/gateway.do', false, 'production'],
  ['https://openapi.alipay.com/gateway.do', true, 'sandbox'],
  ['https://openapi-sandbox.dl.alipaydev.com/gateway.do', false, 'sandbox'],
  ['https://openapi.alipaydev.com/gateway.do', false, 'sandbox'],
  ['http://127.0.0.1:3000/simulator/gateway.do', true, 'own'],
] as const)(
  'the address %j with sandbox %j is the environment %s',
  (address, isSandbox, environment) => {
    expect(environmentOf(address, isSandbox)).toBe(environment)
  },
)
