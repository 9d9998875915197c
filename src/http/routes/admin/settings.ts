// Settings of the shop and its channels: what is set and from where, what a pasted text is, the doctor's look,
// a real test payment, and the list of what must hold before going live.

import { generateKeyPair } from 'node:crypto'
import { promisify } from 'node:util'
import { Type } from 'typebox'
import type { App, Channel } from '../../../app/app.ts'
import { describeSettings, type SettingField } from '../../../app/settings/describe-settings.ts'
import { examineChannel, leadsElsewhere } from '../../../app/settings/examine-channel.ts'
import { runGoLive } from '../../../app/settings/go-live.ts'
import { saveSettings } from '../../../app/settings/save-settings.ts'
import { refundTestPayment, startTestPayment } from '../../../app/settings/test-payment.ts'
import { formatShanghai, type Instant } from '../../../core/time.ts'
import {
  findLastPaidTest,
  findRunningTest,
  findTestPayment,
  type TestPayment,
} from '../../../db/test-payments.ts'
import { type Lang, Refusal } from '../../../errors.ts'
import { recogniseKey } from '../../../gateways/recognise.ts'
import { qrSvg } from '../../../pages/qr.ts'
import { consoleRoute, textOrNull } from '../../console-route.ts'
import { ok, type Route } from '../../route.ts'
import { oneOf } from './money-fields.ts'
import { State as RefundState } from './refund-answers.ts'
import { KeyReply, keyData, ProblemReply, problemData } from './setting-fields.ts'

const path = '/api/v1/admin/settings'
const Kind = oneOf(['alipay', 'wechat'])
const KindParams = Type.Object({ kind: Kind })
const TestParams = Type.Object({ order_number: Type.String({ minLength: 1, maxLength: 32 }) })
const Changes = Type.Record(
  Type.String({ maxLength: 60 }),
  Type.Union([Type.String({ maxLength: 20_000 }), Type.Null()]),
)
const makeKeyPair = promisify(generateKeyPair)

const KeyOrNull = Type.Union([KeyReply, Type.Null()])
const FieldReply = Type.Object({
  name: Type.String(),
  section: oneOf(['shop', 'letters', 'alipay', 'wechat']),
  label: Type.String(),
  input: oneOf(['line', 'lines', 'switch', 'choice']),
  choices: Type.Array(Type.String()),
  secret: Type.Boolean(),
  /** what the environment sets is locked */
  source: oneOf(['environment', 'saved', 'default', 'none']),
  value: textOrNull,
  fallback: textOrNull,
  key: KeyOrNull,
})
const ChannelReply = Type.Object({
  id: Type.String(),
  kind: Kind,
  /** its number at the gateway */
  account: textOrNull,
  offered: Type.Boolean(),
  sandbox: Type.Boolean(),
  demo: Type.Boolean(),
  notify_url: Type.String(),
  return_url: Type.String(),
  tested: Type.Union(
    [
      Type.Object({
        order_number: Type.String(),
        paid_at: Type.String(),
        notice_at: textOrNull,
        refund_state: Type.Union([RefundState, Type.Null()]),
      }),
      Type.Null(),
    ],
    { description: 'the newest test that was paid with the settings that are in force' },
  ),
  running: Type.Union([Type.Object({ order_number: Type.String() }), Type.Null()], {
    description: 'the newest test that may be paid yet, or whose money has not gone back',
  }),
})
const FindingReply = Type.Object({
  level: oneOf(['ok', 'warn', 'bad']),
  check: Type.String(),
  says: Type.String(),
})
const TestReply = Type.Object({
  order_number: Type.String(),
  channel: textOrNull,
  state: oneOf(['waiting', 'closing', 'paid', 'cancelled', 'expired', 'refunded', 'part_refunded']),
  created_at: Type.String(),
  paid_at: textOrNull,
  trade_no: textOrNull,
  notice_at: textOrNull,
  witness: textOrNull,
  delivered: Type.Boolean(),
  refund_state: Type.Union([RefundState, Type.Null()]),
})

export const settingsRoutes: readonly Route[] = [
  consoleRoute({
    method: 'GET',
    path,
    summary: 'Every setting the console may save, where it comes from, and the channels it opens',
    right: 'settings.read',
    reply: Type.Object({
      mode: oneOf(['demo', 'live']),
      site: Type.String({ description: 'where buyers reach the shop' }),
      fields: Type.Array(FieldReply),
      channels: Type.Array(ChannelReply),
      problems: Type.Array(ProblemReply),
    }),
    async run({ app, lang }) {
      return ok({ zh: '设置', en: 'Settings' }, await settingsData(app, lang))
    },
  }),
  consoleRoute({
    method: 'POST',
    path,
    summary:
      'Save settings; null takes a saved one away. Nothing is saved while there are problems; who gets the money is changed by two owners, where there are two',
    right: 'settings.write',
    stepUp: true,
    body: Type.Object(
      { changes: Changes, confirmed: Type.Optional(Type.String({ maxLength: 64 })) },
      { additionalProperties: false },
    ),
    reply: Type.Object({
      saved: Type.Boolean(),
      waits: Type.Boolean({ description: 'for another owner; all stays as it is meanwhile' }),
      problems: Type.Array(ProblemReply),
    }),
    errors: ['invalid_request', 'conflict', 'confirmation_required', 'account_in_use'],
    async run({ app, body, by, lang }) {
      const { problems, waits } = await saveSettings(app, by, body.changes, body.confirmed)
      return ok(savedWords(problems.length === 0, waits), {
        saved: problems.length === 0 && !waits,
        waits,
        problems: problems.map((one) => problemData(one, lang)),
      })
    },
  }),
  consoleRoute({
    method: 'POST',
    path: `${path}/recognise`,
    summary: 'What a pasted key or certificate is; it is neither kept nor logged',
    right: 'settings.write',
    body: Type.Object(
      { text: Type.String({ minLength: 1, maxLength: 20_000 }) },
      { additionalProperties: false },
    ),
    reply: Type.Object({ key: KeyOrNull, wrong: textOrNull }),
    errors: ['invalid_request'],
    async run({ body, lang }) {
      const found = recogniseKey(body.text)
      const data =
        'wrong' in found
          ? { key: null, wrong: found.wrong[lang] }
          : { key: keyData(found), wrong: null }
      return ok({ zh: '已识别', en: 'Recognised' }, data)
    },
  }),
  consoleRoute({
    method: 'POST',
    path: `${path}/keys`,
    summary: 'Make an RSA2 key pair; neither half is kept here',
    right: 'settings.write',
    body: Type.Object({}, { additionalProperties: false }),
    reply: Type.Object({ private_key: Type.String(), public_key: Type.String() }),
    async run() {
      const pair = await makeKeyPair('rsa', { modulusLength: 2048 })
      return ok(
        { zh: '已生成', en: 'Made' },
        {
          private_key: pair.privateKey.export({ type: 'pkcs8', format: 'der' }).toString('base64'),
          public_key: pair.publicKey.export({ type: 'spki', format: 'der' }).toString('base64'),
        },
      )
    },
  }),
  consoleRoute({
    method: 'POST',
    path: `${path}/channels/:kind/examine`,
    summary:
      'The doctor looks at a channel as these changes would make it, and asks its gateway; another address needs a fresh proof',
    right: 'settings.write',
    params: KindParams,
    body: Type.Object({ changes: Changes }, { additionalProperties: false }),
    reply: Type.Object({ findings: Type.Array(FindingReply) }),
    errors: ['invalid_request', 'conflict', 'step_up_required'],
    async run({ app, params, body, lang, operator }) {
      if (!operator.isRaised && leadsElsewhere(app, body.changes))
        throw new Refusal('step_up_required')
      const findings = await examineChannel(app, params.kind, body.changes)
      return ok(
        { zh: '已检查', en: 'Examined' },
        {
          findings: findings.map(({ level, check, ...says }) => ({
            level,
            check,
            says: says[lang],
          })),
        },
      )
    },
  }),
  consoleRoute({
    method: 'POST',
    path: `${path}/channels/:kind/test-payments`,
    summary: 'Place a marked order of 0.01 and open it at the gateway',
    right: 'settings.write',
    params: KindParams,
    body: Type.Object({}, { additionalProperties: false }),
    reply: Type.Object({
      order_number: Type.String(),
      channel: Type.String(),
      payment_url: textOrNull,
      qr_code: textOrNull,
      qr_svg: textOrNull,
    }),
    status: 201,
    errors: ['gateway_not_configured', 'gateway_unavailable'],
    async run({ app, by, params, lang }) {
      const opened = await startTestPayment(app, by, params.kind)
      const label = { zh: '测试支付的二维码', en: 'QR code of the test payment' }[lang]
      return {
        kind: 'data',
        status: 201,
        message: { zh: '测试订单已建立', en: 'The test order is placed' },
        data: {
          order_number: opened.orderNumber,
          channel: opened.channelId,
          payment_url: opened.payUrl ?? null,
          qr_code: opened.qrCode ?? null,
          qr_svg: opened.qrCode === undefined ? null : String(qrSvg(opened.qrCode, label)),
        },
      }
    },
  }),
  consoleRoute({
    method: 'GET',
    path: `${path}/test-payments/:order_number`,
    summary: 'How far a test payment is',
    right: 'settings.read',
    params: TestParams,
    reply: TestReply,
    errors: ['order_not_found'],
    async run({ app, params }) {
      const payment = await findTestPayment(app.db, app.merchantId, params.order_number)
      if (!payment) throw new Refusal('order_not_found')
      return ok({ zh: '测试支付', en: 'Test payment' }, testData(payment))
    },
  }),
  consoleRoute({
    method: 'POST',
    path: `${path}/test-payments/:order_number/refund`,
    summary: 'Send the 0.01 of a test payment back',
    right: 'settings.write',
    stepUp: true,
    params: TestParams,
    body: Type.Object({}, { additionalProperties: false }),
    reply: Type.Object({}),
    errors: ['order_not_found', 'order_not_refundable'],
    async run({ app, by, params }) {
      await refundTestPayment(app, by, params.order_number)
      return ok({ zh: '两分钟后退回', en: 'It goes back in two minutes' }, {})
    },
  }),
  consoleRoute({
    method: 'GET',
    path: `${path}/go-live`,
    summary: 'What must hold before real buyers are let in, each item looked at now',
    right: 'settings.read',
    reply: Type.Object({
      items: Type.Array(
        Type.Object({
          id: Type.String(),
          state: oneOf(['ok', 'bad']),
          says: Type.String(),
          place: oneOf(['security', 'settings', 'catalogue', 'system']),
        }),
      ),
    }),
    async run({ app, lang }) {
      const items = await runGoLive(app)
      return ok(
        { zh: '上线检查', en: 'Before going live' },
        {
          items: items.map(({ id, state, place, ...says }) => ({
            id,
            state,
            place,
            says: says[lang],
          })),
        },
      )
    },
  }),
]

function savedWords(isUsable: boolean, waits: boolean) {
  if (!isUsable)
    return { zh: '还不能保存，请看各项说明', en: 'Not saved yet: please see what each field says' }
  return waits
    ? {
        zh: '等待另一位店主同意，之前一切照旧',
        en: 'Waits for another owner; nothing changes until then',
      }
    : { zh: '已保存，立即生效', en: 'Saved, and in force now' }
}

async function settingsData(app: App, lang: Lang) {
  return {
    mode: app.configuration.config().mode,
    site: app.publicUrl(),
    fields: describeSettings(app.configuration).map((field) => fieldData(field, lang)),
    channels: await Promise.all(app.channels.map((channel) => channelData(app, channel))),
    problems: app.configuration.problems().map((one) => problemData(one, lang)),
  }
}

async function channelData(
  app: App,
  { id, account, gateway, isOffered, notifyUrl, returnUrl }: Channel,
) {
  const test = await findLastPaidTest(app.db, app.merchantId, id)
  const running = await findRunningTest(app.db, app.merchantId, id)
  return {
    id,
    kind: gateway.kind,
    account: account ?? null,
    offered: isOffered,
    sandbox: gateway.isSandbox,
    demo: id.endsWith('-demo'),
    notify_url: notifyUrl(),
    // The order's number, where it is added, belongs to no setting.
    return_url: returnUrl('').split('?')[0] ?? '',
    tested: test?.paidAt
      ? {
          order_number: test.orderNumber,
          paid_at: formatShanghai(test.paidAt),
          notice_at: timeOrNull(test.noticeAt),
          refund_state: test.refundState,
        }
      : null,
    running: running ? { order_number: running.orderNumber } : null,
  }
}

function fieldData({ about, key, ...field }: SettingField, lang: Lang) {
  return { ...field, label: about[lang], key: key && keyData(key) }
}

function timeOrNull(at: Instant | null): string | null {
  return at === null ? null : formatShanghai(at)
}

function testData(payment: TestPayment) {
  return {
    order_number: payment.orderNumber,
    channel: payment.channelId,
    state: payment.state,
    created_at: formatShanghai(payment.createdAt),
    paid_at: timeOrNull(payment.paidAt),
    trade_no: payment.tradeNo,
    notice_at: timeOrNull(payment.noticeAt),
    witness: payment.witness,
    delivered: payment.fulfilled,
    refund_state: payment.refundState,
  }
}
