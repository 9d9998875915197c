// The licence calls of Lemon Squeezy, for programs that were written for it: they change the host name and nothing else
// (study of licence services, section 5.4). Each activation makes an instance of its own, as there.

import { Type } from 'typebox'
import type { App } from '../../app/app.ts'
import { activateLicense } from '../../app/license/activate-license.ts'
import { countingMisses } from '../../app/license/count-miss.ts'
import { deactivateById, inspectLicense, newInstance } from '../../app/license/other-calls.ts'
import { parseLicenseKey } from '../../core/ids.ts'
import { readTerms } from '../../core/license-terms.ts'
import { findSoldAs } from '../../db/console-catalogue.ts'
import type { License } from '../../db/licenses.ts'
import { errorStatus, messageOf, Refusal } from '../../errors.ts'
import { instance, licenseKey, meta, numberOf } from '../compat/lemon-squeezy.ts'
import { type Answer, type Route, route } from '../route.ts'

const textMax = 255
const service = 'Lemon Squeezy'
/** Any fields, as there; ours are read below. */
const Loose = Type.Object({}, { additionalProperties: true })
type Fields = Readonly<Record<string, unknown>>
/** What stands beside `error` in every answer of a verb: whether it was done. */
type Verb = 'activated' | 'valid' | 'deactivated'

export const licenseCompatRoutes: readonly Route[] = [
  verb('activate', 'activated', async (app, fields, address) => {
    const key = required(fields, 'license_key')
    const name = required(fields, 'instance_name')
    const { license, status } = await inspectLicense(app, { licenseKey: key, address })
    const isTest = app.settings.demo
    const told = { license_key: licenseKey(license, key, license.devicesUsed, isTest) }
    const about = await aboutOf(app, license)
    if (status !== 'active')
      return refused('activated', 400, badStatus(status), { ...told, ...about })
    // Each instance is a device of its own here, and a trial is once for a device.
    if (readTerms(license.terms).isTrial)
      return refused('activated', 400, 'This license key is a trial.', { ...told, ...about })
    try {
      const fingerprint = newInstance()
      const device = { fingerprint, deviceName: name }
      const call = { licenseKey: key, ...device, productId: undefined, writtenFor: service }
      const done = await countingMisses(app, address, undefined, () => activateLicense(app, call))
      const now = licenseKey(done.license, key, done.devicesUsed, isTest)
      const of = { license_key: now, instance: instance(done.device), ...about }
      return json(200, { activated: true, error: null, ...of })
    } catch (error) {
      if (!(error instanceof Refusal) || error.code !== 'device_limit_reached') throw error
      const reason = 'This license key has reached the activation limit.'
      return refused('activated', 400, reason, { ...told, ...about })
    }
  }),
  verb('validate', 'valid', async (app, fields, address) => {
    const key = required(fields, 'license_key')
    const deviceId = optional(fields, 'instance_id') || undefined
    const found = await inspectLicense(app, { licenseKey: key, address, deviceId })
    const { license, status } = found
    const isOver = found.device?.leaseUntil != null && found.device.leaseUntil <= license.now
    const device = isOver ? undefined : found.device
    const of = {
      license_key: licenseKey(license, key, license.devicesUsed, app.settings.demo),
      instance: device && deviceId !== undefined ? instance(device) : null,
      ...(await aboutOf(app, license)),
    }
    if (status !== 'active') return refused('valid', 400, badStatus(status), of)
    if (deviceId !== undefined && !device)
      return refused('valid', 404, 'license_key_instance not found.', of)
    return json(200, { valid: true, error: null, ...of })
  }),
  verb('deactivate', 'deactivated', async (app, fields, address) => {
    const key = required(fields, 'license_key')
    const deviceId = required(fields, 'instance_id')
    const told = async (license: License, devicesUsed: number) => ({
      license_key: licenseKey(license, key, devicesUsed, app.settings.demo),
      ...(await aboutOf(app, license)),
    })
    const { license, device } = await inspectLicense(app, { licenseKey: key, address, deviceId })
    if (!device) {
      const of = await told(license, license.devicesUsed)
      return refused('deactivated', 404, 'license_key_instance not found.', of)
    }
    const done = await deactivateById(app, key, deviceId, address, service)
    const of = await told(done.license, done.devicesUsed)
    return json(200, { deactivated: true, error: null, ...of })
  }),
]

type TextAnswer = Extract<Answer, { kind: 'text' }>
type Run = (app: App, fields: Fields, address: string) => Promise<Answer>

function verb(name: string, done: Verb, run: Run): Route {
  return route({
    method: 'POST',
    path: `/v1/licenses/${name}`,
    summary: `As Lemon Squeezy's ${name}, for programs written for it`,
    bodyForm: 'loose',
    signed: true,
    body: Loose,
    errors: [
      'rate_limited',
      'invalid_request',
      'license_not_found',
      'device_not_found',
      'seat_held',
    ],
    async run({ app, body, address }) {
      try {
        return await run(app, { ...body }, address)
      } catch (error) {
        const missing = error instanceof Missing ? error.field : undefined
        if (missing !== undefined)
          return refused(done, 422, `The ${missing.replace('_', ' ')} field is required.`, {})
        if (!(error instanceof Refusal)) throw error
        if (error.code === 'license_not_found')
          return refused(done, 404, 'license_key not found.', {})
        if (error.code === 'device_not_found')
          return refused(done, 404, 'license_key_instance not found.', {})
        return otherwise(done, error)
      }
    },
  })
}

class Missing extends Error {
  readonly field: string

  constructor(field: string) {
    super(field)
    this.field = field
  }
}

function required(fields: Fields, name: string): string {
  const value = optional(fields, name)
  if (value === undefined || value.trim() === '') throw new Missing(name)
  return value
}

function optional(fields: Fields, name: string): string | undefined {
  const value = fields[name]
  if (value === undefined || value === null) return undefined
  if (typeof value !== 'string' || value.length > textMax)
    throw new Refusal('invalid_request', { field: name })
  // As ours, so that a key is told back as it is written and not as it was typed.
  return name === 'license_key' ? (parseLicenseKey(value) ?? value) : value
}

async function aboutOf(app: App, license: License) {
  const { productId, planId } = license
  const names = await findSoldAs(app.db, app.merchantId, productId, planId)
  const numbers = {
    store: numberOf(`store ${app.merchantId}`),
    product: numberOf(`product ${productId}`),
    variant: numberOf(`variant ${productId}/${planId}`),
  }
  return { meta: meta(license, numbers, names) }
}

/** Programs look for "expired" and "disabled" in the text. */
function badStatus(status: string): string {
  return status === 'expired' ? 'license_key expired.' : 'This license key is disabled.'
}

/** Whatever else is wrong, in the same shape. */
function otherwise(done: Verb, { code, params, field, retryAfterSeconds }: Refusal): Answer {
  const detail = messageOf(code, 'en', params)
  const errors = [{ title: code, detail, code: code.toUpperCase() }]
  const wait = retryAfterSeconds === undefined ? {} : { 'retry-after': String(retryAfterSeconds) }
  const reason = field === undefined ? detail : `${detail} (${field})`
  const answer = refused(done, errorStatus[code], reason, { errors })
  return { ...answer, headers: wait }
}

function refused(verb: Verb, status: number, error: string, of: object): TextAnswer {
  return json(status, { [verb]: false, error, ...of })
}

function json(status: number, value: unknown): TextAnswer {
  const contentType = 'application/json; charset=utf-8'
  return { kind: 'text', status, contentType, body: JSON.stringify(value) }
}
