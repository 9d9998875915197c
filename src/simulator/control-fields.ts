// The members of a control request, from JSON or from a form of the console page, read strictly: a name
// nobody expects or a value of the wrong kind is refused with the member's name.

import { readForm } from './charset.ts'

/** A control request that cannot be done as asked. */
export class WrongRequest extends Error {
  override name = 'WrongRequest'
  readonly status: 400 | 404 | 409
  /** The gateway's own word for it. */
  readonly subCode: string | undefined

  constructor(status: 400 | 404 | 409, message: string, subCode?: string) {
    super(message)
    this.status = status
    this.subCode = subCode
  }
}

export interface ControlFields {
  /** Sent by a page, which wants to be led back rather than answered. */
  readonly isForm: boolean
  /** Refuses every member not named here. */
  allow(...names: readonly string[]): void
  text(name: string): string
  optionalText(name: string): string | null
  flag(name: string): boolean
  /** A whole number from 0 to `most`. */
  count(name: string, most: number): number
  optionalCount(name: string, most: number): number | null
  /** A JSON object of texts; in a form, the fields whose names begin with the name and a dot. */
  texts(name: string): Readonly<Record<string, string>>
}

type Values = Readonly<Record<string, unknown>>

/** Throws WrongRequest (400) for a body that is neither a JSON object nor a form. */
export function readControlFields(body: Buffer, contentType = ''): ControlFields {
  const isForm = contentType.includes('form-urlencoded')
  const values = isForm ? formValues(body) : jsonValues(body)
  const optionalText = (name: string) => {
    const value = values[name]
    if (value === undefined || value === null) return null
    if (typeof value !== 'string' || value === '')
      throw new WrongRequest(400, `${name}: not a text`)
    return value
  }
  const optionalCount = (name: string, most: number) => {
    const value = values[name]
    if (value === undefined || value === null) return null
    const count = isForm && typeof value === 'string' ? Number(value) : value
    if (typeof count === 'number' && Number.isInteger(count) && count >= 0 && count <= most) {
      return count
    }
    throw new WrongRequest(400, `${name}: not a whole number from 0 to ${most}`)
  }

  return {
    isForm,
    allow: (...names) => {
      const stranger = Object.keys(values).find((name) => !names.includes(name))
      if (stranger !== undefined) throw new WrongRequest(400, `${stranger}: unknown field`)
    },
    text: (name) => optionalText(name) ?? missing(name),
    optionalText,
    flag: (name) => {
      const value = values[name] ?? false
      if (typeof value === 'boolean') return value
      if (isForm) return value === 'true'
      throw new WrongRequest(400, `${name}: neither true nor false`)
    },
    count: (name, most) => optionalCount(name, most) ?? missing(name),
    optionalCount,
    texts: (name) => readTexts(values[name] ?? {}, name),
  }
}

function readTexts(value: unknown, name: string): Readonly<Record<string, string>> {
  if (!isValues(value)) throw new WrongRequest(400, `${name}: not an object of texts`)
  return Object.fromEntries(
    Object.entries(value).map(([member, text]) => {
      if (typeof text === 'string') return [member, text]
      throw new WrongRequest(400, `${name}.${member}: not a text`)
    }),
  )
}

function jsonValues(body: Buffer): Values {
  if (body.length === 0) return {}
  try {
    const values: unknown = JSON.parse(body.toString('utf8'))
    if (isValues(values)) return values
  } catch {
    // Answered below like JSON that is no object.
  }
  throw new WrongRequest(400, 'not a JSON object')
}

/** An input left empty was not filled in. */
function formValues(body: Buffer): Values {
  const values: Record<string, unknown> = {}
  const filled = readForm(body, 'utf-8').filter(([, value]) => value !== '')
  for (const [name, value] of filled) {
    const [group = '', ...path] = name.split('.')
    const member = path.join('.')
    if (member === '') values[name] = value
    else values[group] = { ...(isValues(values[group]) ? values[group] : {}), [member]: value }
  }
  return values
}

function isValues(value: unknown): value is Values {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

function missing(name: string): never {
  throw new WrongRequest(400, `${name}: missing`)
}
