// The settings as the console shows them: each field with where its value comes from. A secret never leaves;
// what is told of a key is its kind, its size and its fingerprint.

import {
  type Config,
  type Input,
  type SavedTexts,
  savableNames,
  type Text,
  type Variable,
  type VariableName,
  variables,
} from '../../config.ts'
import { type Recognised, recogniseKey } from '../../gateways/recognise.ts'
import type { Configuration } from '../app.ts'

/** null takes a saved value away; a name that is absent stays as it is. */
export type SettingChanges = Readonly<Record<string, string | null>>

export type SettingSection = 'shop' | 'letters' | 'alipay' | 'wechat'

export type SettingField = Readonly<{
  name: VariableName
  section: SettingSection
  about: Text
  input: Input
  choices: readonly string[]
  secret: boolean
  /** a variable of the environment wins and locks the field */
  source: 'environment' | 'saved' | 'default' | 'none'
  /** as the environment sets it or it was saved, of a switch `true` or `false`; null for a secret, and where nothing is set */
  value: string | null
  fallback: string | null
  /** what a key or certificate is that the environment sets or that was saved */
  key: Recognised | null
}>

export function sectionOf(name: VariableName): SettingSection {
  if (/^(SMTP|MAIL|ALIYUN_SMS)_/.test(name)) return 'letters'
  if (name.startsWith('ALIPAY_')) return 'alipay'
  return name.startsWith('WECHAT_') ? 'wechat' : 'shop'
}

/** Whether the text under this name is a key or a certificate. */
export function holdsKey(name: VariableName): boolean {
  return variables[name].kind.input === 'lines'
}

/** Every field the console may save, in the order of the configuration's own table. */
export function describeSettings(
  configuration: Pick<Configuration, 'config' | 'saved'>,
): readonly SettingField[] {
  const config = configuration.config()
  const saved = configuration.saved()
  return savableNames.map((name) => fieldOf(name, config, saved))
}

function fieldOf(name: VariableName, config: Config, saved: SavedTexts): SettingField {
  const variable: Variable<unknown> = variables[name]
  const { kind, fallback, about } = variable
  const isLocked = config.setNames.includes(name)
  const text = isLocked ? config.environmentText(name) : saved[name]
  const recognised = text !== undefined && holdsKey(name) ? recogniseKey(text) : undefined
  return {
    name,
    section: sectionOf(name),
    about,
    input: kind.input,
    choices: kind.choices ?? [],
    secret: kind.secret,
    source: isLocked ? 'environment' : sourceOf(text, fallback),
    value: text === undefined || kind.secret ? null : shownText(variable, text),
    fallback: fallback ?? null,
    key: recognised && !('wrong' in recognised) ? recognised : null,
  }
}

/** A switch may be written in several ways, and is told in one. */
function shownText({ kind }: Variable<unknown>, text: string): string {
  return kind.input === 'switch' ? String(kind.read(text)) : text
}

function sourceOf(
  saved: string | undefined,
  fallback: string | undefined,
): Exclude<SettingField['source'], 'environment'> {
  if (saved !== undefined) return 'saved'
  return fallback === undefined ? 'none' : 'default'
}
