// The settings as the console shows them: each field with where its value comes from. A secret never leaves;
// what is told of a key is its kind, its size and its fingerprint.

import {
  type Input,
  type SavedTexts,
  savableNames,
  type Text,
  type Variable,
  type VariableName,
  variables,
} from '../../config.ts'
import { type Recognised, recogniseKey } from '../../gateways/recognise.ts'
import type { App } from '../app.ts'

export type SettingSection = 'shop' | 'alipay' | 'wechat'

export type SettingField = Readonly<{
  name: VariableName
  section: SettingSection
  about: Text
  input: Input
  choices: readonly string[]
  secret: boolean
  /** a variable of the environment wins and locks the field */
  source: 'environment' | 'saved' | 'default' | 'none'
  /** null for a secret, and where nothing is set */
  value: string | null
  fallback: string | null
  /** what a saved key or certificate is */
  key: Recognised | null
}>

export function sectionOf(name: VariableName): SettingSection {
  if (name.startsWith('ALIPAY_')) return 'alipay'
  return name.startsWith('WECHAT_') ? 'wechat' : 'shop'
}

/** Whether the text under this name is a key or a certificate. */
export function holdsKey(name: VariableName): boolean {
  return variables[name].kind.input === 'lines'
}

/** Every field the console may save, in the order of the configuration's own table. */
export function describeSettings(app: App): readonly SettingField[] {
  const config = app.configuration.config()
  const saved = app.configuration.saved()
  return savableNames.map((name) => fieldOf(name, new Set(config.setNames), saved))
}

function fieldOf(
  name: VariableName,
  setNames: ReadonlySet<VariableName>,
  saved: SavedTexts,
): SettingField {
  const { kind, fallback, about }: Variable<unknown> = variables[name]
  const text = setNames.has(name) ? undefined : saved[name]
  const recognised = text !== undefined && holdsKey(name) ? recogniseKey(text) : undefined
  return {
    name,
    section: sectionOf(name),
    about,
    input: kind.input,
    choices: kind.choices ?? [],
    secret: kind.secret,
    source: sourceOf(name, setNames, saved, fallback),
    value: kind.secret ? null : (text ?? null),
    fallback: fallback ?? null,
    key: recognised && !('wrong' in recognised) ? recognised : null,
  }
}

function sourceOf(
  name: VariableName,
  setNames: ReadonlySet<VariableName>,
  saved: SavedTexts,
  fallback: string | undefined,
): SettingField['source'] {
  if (setNames.has(name)) return 'environment'
  if (saved[name] !== undefined) return 'saved'
  return fallback === undefined ? 'none' : 'default'
}
