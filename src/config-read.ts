// From the environment and `.env` to checked values: finds each variable's text, reads it by its kind, and
// gathers everything that is wrong instead of stopping at the first.

import type { Text } from './config-kinds.ts'
import {
  namesOf,
  type Origin,
  type Values,
  type Variable,
  type VariableName,
  variableNames,
  variables,
} from './config-variables.ts'

export type Environment = Readonly<Record<string, string | undefined>>
export type ReadFile = (path: string) => string

/** One variable that cannot be used. Never holds the value of a secret. */
export type ConfigProblem = Readonly<{ variable: string } & Text>

/** Values are complete only where there is no problem. */
export type Reading = Readonly<{
  values: Values
  setNames: readonly VariableName[]
  /** as the environment writes them, secrets too */
  setTexts: Readonly<Partial<Record<VariableName, string>>>
  /** saved in the console and not set by the environment */
  savedNames: readonly VariableName[]
  problems: readonly ConfigProblem[]
}>

/**
 * Reads every variable from the first source that sets it, and from what the console saved when none does. A
 * saved value is the text itself, also where the environment names a file.
 */
export function readVariables(
  sources: readonly Environment[],
  readFile: ReadFile,
  saved: Environment = {},
): Reading {
  const values: Partial<Record<VariableName, unknown>> = {}
  const setNames: VariableName[] = []
  const setTexts: Partial<Record<VariableName, string>> = {}
  const savedNames: VariableName[] = []
  const problems: ConfigProblem[] = []
  for (const name of variableNames) {
    const variable: Variable<unknown> = variables[name]
    const inEnvironment = findText(name, variable.origin, sources, readFile)
    const found = inEnvironment.set ? inEnvironment : findSaved(name, saved)
    if (found.set) (inEnvironment.set ? setNames : savedNames).push(name)
    if (inEnvironment.text !== undefined) setTexts[name] = inEnvironment.text
    if (found.problem) problems.push(found.problem)
    const text = found.set ? found.text : variable.fallback
    if (text === undefined) continue
    const value = variable.kind.read(text)
    if (value === undefined) problems.push(wrongValue(found.name, variable, text))
    values[name] = value
  }
  // Each value was read by the kind that stands under its own name.
  const needed = missing([...setNames, ...savedNames])
  const all = [...problems, ...needed]
  return { values: values as Values, setNames, setTexts, savedNames, problems: all }
}

/** Names like ours that mean nothing: most likely a slip, and the variable meant is not set. */
export function unknownNames(names: Iterable<string>): readonly Text[] {
  const known = new Set(variableNames.flatMap(namesOf))
  const unknown = new Set(
    [...names].filter((name) => /^(?:ALIPAY|WECHAT|ALIYUN_SMS)_/.test(name) && !known.has(name)),
  )
  return [...unknown].map((name) => ({
    zh: `不认识 ${name}，已忽略，请检查拼写`,
    en: `${name} is not a known name and is ignored; please check its spelling`,
  }))
}

type Found = Readonly<{
  set: boolean
  /** the name it was set under, for messages */
  name: string
  text?: string
  problem?: ConfigProblem
}>

function findText(
  name: VariableName,
  origin: Origin,
  sources: readonly Environment[],
  readFile: ReadFile,
): Found {
  const pathName = origin === 'file' ? name : `${name}_FILE`
  for (const source of sources) {
    const text = origin === 'file' ? undefined : textOf(source[name])
    const path = origin === 'text' ? undefined : textOf(source[pathName])
    if (text !== undefined && path !== undefined)
      return { set: true, name, problem: setTwice(name, pathName) }
    if (text !== undefined) return { set: true, name, text }
    if (path !== undefined)
      return { set: true, name: pathName, ...textOfFile(pathName, path, readFile) }
  }
  return { set: false, name }
}

function findSaved(name: VariableName, saved: Environment): Found {
  const text = textOf(saved[name])
  return text === undefined ? { set: false, name } : { set: true, name, text }
}

function textOfFile(
  variable: string,
  path: string,
  readFile: ReadFile,
): Pick<Found, 'text' | 'problem'> {
  try {
    const text = textOf(readFile(path).replace(/^\uFEFF/, ''))
    if (text !== undefined) return { text }
    return { problem: { variable, zh: '所指的文件是空的', en: 'names an empty file' } }
  } catch (error) {
    const reason = error instanceof Error && 'code' in error ? String(error.code) : 'error'
    const zh = `无法读取所指的文件（${reason}）`
    // Not the path: somebody may have put the key itself there.
    return { problem: { variable, zh, en: `names a file that cannot be read (${reason})` } }
  }
}

/** Unset, empty and blank are the same. */
function textOf(value: string | undefined): string | undefined {
  return value?.trim() || undefined
}

function setTwice(variable: string, pathName: string): ConfigProblem {
  return {
    variable,
    zh: `与 ${pathName} 同时设置了，请只保留一个`,
    en: `is set beside ${pathName}; please keep one of them`,
  }
}

function wrongValue(variable: string, { kind }: Variable<unknown>, text: string): ConfigProblem {
  const { zh, en } = kind.expected
  const shown = kind.secret ? undefined : shownValue(text)
  if (shown === undefined)
    return {
      variable,
      zh: `应为：${zh}（现值不显示）`,
      en: `expected ${en} (the value is not shown)`,
    }
  return { variable, zh: `应为：${zh}；现在是 ${shown}`, en: `expected ${en}, but it is ${shown}` }
}

/** A key or a password may stand under a wrong name, so long texts, PEM and texts with `@` are not shown. */
function shownValue(text: string): string | undefined {
  return text.length <= 40 && !/@|-----|[\r\n]/.test(text) ? JSON.stringify(text) : undefined
}

/** What is absent although other variables need it. */
function missing(setNames: readonly VariableName[]): readonly ConfigProblem[] {
  const set = new Set<VariableName>(setNames)
  const needed = [...alipayNeeds(set), ...wechatNeeds(set), ...letterNeeds(set)].filter(
    ({ name }) => !set.has(name),
  )
  const admin = set.has('ADMIN_PASSWORD') && !set.has('ADMIN_EMAIL')
  if (admin) needed.push({ name: 'ADMIN_EMAIL', because: 'ADMIN_PASSWORD' })
  return needed.map(({ name, because }) => ({
    variable: name,
    zh: `缺少；已设置 ${because}，还需要它`,
    en: `is missing; it is needed because ${because} is set`,
  }))
}

type Need = Readonly<{ name: VariableName; because: VariableName }>

/** One application has one mode: public keys, or all three certificates (fact sheet Alipay, section 7). */
function alipayNeeds(set: ReadonlySet<VariableName>): Need[] {
  const certificates = [
    'ALIPAY_APP_CERT_FILE',
    'ALIPAY_CERT_FILE',
    'ALIPAY_ROOT_CERT_FILE',
  ] as const
  const publicKeys = ['ALIPAY_ALIPAY_PUBLIC_KEY', 'ALIPAY_PUBLIC_KEY'] as const
  const signs = ['ALIPAY_APP_ID', 'ALIPAY_PRIVATE_KEY', ...certificates, ...publicKeys] as const
  const because = signs.find((name) => set.has(name))
  if (because === undefined) return []

  const needs: VariableName[] = ['ALIPAY_APP_ID', 'ALIPAY_PRIVATE_KEY']
  if (certificates.some((name) => set.has(name))) needs.push(...certificates)
  else if (!publicKeys.some((name) => set.has(name))) needs.push('ALIPAY_ALIPAY_PUBLIC_KEY')
  return needs.map((name) => ({ name, because }))
}

/** A way of sending is whole or not there at all; only the templates beside the code's may be missing. */
function letterNeeds(set: ReadonlySet<VariableName>): Need[] {
  const wholes = [
    ['SMTP_URL', 'MAIL_FROM'],
    ['ALIYUN_SMS_KEY_ID', 'ALIYUN_SMS_KEY_SECRET', 'ALIYUN_SMS_SIGN', 'ALIYUN_SMS_TEMPLATE_CODE'],
  ] as const
  return wholes.flatMap((names) => {
    const because = names.find((name) => set.has(name))
    return because === undefined ? [] : names.map((name) => ({ name, because }))
  })
}

/**
 * An account of API v3, or one of API v2 that has nothing but its key. A public key without its id, or an id
 * without its key, is found out by the gateway itself, which has the words for it.
 */
function wechatNeeds(set: ReadonlySet<VariableName>): Need[] {
  const v3 = ['WECHAT_API_V3_KEY', 'WECHAT_PRIVATE_KEY', 'WECHAT_SERIAL_NO'] as const
  const publicKey = ['WECHAT_PUBLIC_KEY_ID', 'WECHAT_PUBLIC_KEY'] as const
  const signs = ['WECHAT_APP_ID', 'WECHAT_MCH_ID', 'WECHAT_MCH_KEY', ...v3, ...publicKey] as const
  const because = signs.find((name) => set.has(name))
  if (because === undefined) return []

  const needs: VariableName[] = ['WECHAT_APP_ID', 'WECHAT_MCH_ID']
  const isV2 = set.has('WECHAT_MCH_KEY') && !set.has('WECHAT_API_V3_KEY')
  if (!isV2) {
    needs.push('WECHAT_API_V3_KEY', 'WECHAT_PRIVATE_KEY')
    // The merchant's certificate holds its serial number.
    if (!set.has('WECHAT_CERT_FILE')) needs.push('WECHAT_SERIAL_NO')
  }
  return needs.map((name) => ({ name, because }))
}
