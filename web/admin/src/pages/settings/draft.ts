// What somebody typed into one section and has not saved: only what differs from the settings in force, so that
// these may be asked again at any time without losing a word.

import { type ComputedRef, computed, reactive, ref } from 'vue'
import {
  accountName,
  enabledName,
  type Field,
  type Group,
  groupsOf,
  type Key,
  kindOf,
  namesOf,
  type Section,
  type Settings,
  wayOf,
  ways,
} from './form.ts'

/** As the server takes them: null takes a saved value away. */
export type Changes = Record<string, string | null>

export type Draft = Readonly<{
  section: Section
  /** without the fields of the way that is not chosen */
  groups: ComputedRef<readonly Group[]>
  way: ComputedRef<string>
  chooseWay(name: string): void
  field(name: string): Field | undefined
  /** what stands in the field now; of a saved secret, nothing */
  text(name: string): string
  type(name: string, text: string): void
  /** takes a saved secret away, or leaves it after all */
  remove(name: string, isRemoved: boolean): void
  isRemoved(name: string): boolean
  /** what a key is that was typed, or else is saved */
  keyOf(name: string): Key | undefined
  recognised(name: string, key: Key | undefined): void
  changes: ComputedRef<Changes>
  isDirty: ComputedRef<boolean>
  /** may not be left empty, although the server could do without */
  require(name: string, isRequired: boolean): void
  missing: ComputedRef<readonly string[]>
  /** what the server found wrong, by field */
  wrong(name: string): string
  tell(problems: readonly Readonly<{ name: string; says: string }>[]): void
  forget(): void
}>

export function useDraft(section: Section, settings: () => Settings | undefined): Draft {
  const typed = reactive<Record<string, string>>({})
  const removed = reactive(new Set<string>())
  const keys = reactive<Record<string, Key>>({})
  const problems = reactive<Record<string, string>>({})
  const required = reactive(new Set<string>())
  const chosen = ref<string>()

  const fields = computed(() => settings()?.fields ?? [])
  const field = (name: string) => fields.value.find((one) => one.name === name)
  const way = computed(() => chosen.value ?? wayOf(section, fields.value))
  const hidden = computed(() =>
    ways[section].filter(({ name }) => name !== way.value).flatMap((other) => other.fields),
  )
  const text = (name: string) => typed[name] ?? startOf(field(name))
  const changes = computed(() => {
    const names = namesOf(section, fields.value)
    const all = names.flatMap((name) => {
      const change = changeOf(name)
      return change === undefined ? [] : [[name, change] as const]
    })
    return Object.fromEntries(all)
  })

  /** Undefined: it stays as it is. */
  function changeOf(name: string): string | null | undefined {
    const about = field(name)
    if (!about || about.source === 'environment') return undefined
    const isGone = hidden.value.includes(name) || removed.has(name)
    if (isGone) return about.source === 'saved' ? null : undefined
    const now = text(name).trim()
    if (now === startOf(about)) return undefined
    return now === '' || now === about.fallback ? null : now
  }

  return {
    section,
    groups: computed(() =>
      groupsOf(section, fields.value).map((group) => ({
        ...group,
        fields: group.fields.filter((name) => field(name) && !hidden.value.includes(name)),
      })),
    ),
    way,
    chooseWay: (name) => (chosen.value = name),
    field,
    text,
    type(name, to) {
      typed[name] = to
      removed.delete(name)
      delete problems[name]
    },
    remove(name, isRemoved) {
      delete typed[name]
      delete keys[name]
      if (isRemoved) removed.add(name)
      else removed.delete(name)
    },
    isRemoved: (name) => removed.has(name),
    keyOf(name) {
      if (typed[name]?.trim()) return keys[name]
      return removed.has(name) ? undefined : (field(name)?.key ?? undefined)
    },
    recognised(name, key) {
      if (key) keys[name] = key
      else delete keys[name]
    },
    changes: computed(() => ({ ...notYetOffered(section, fields.value), ...changes.value })),
    isDirty: computed(() => Object.keys(changes.value).length > 0),
    require(name, isRequired) {
      if (isRequired) required.add(name)
      else required.delete(name)
    },
    missing: computed(() => [...required].filter((name) => text(name).trim() === '')),
    wrong: (name) => problems[name] ?? '',
    tell(found) {
      for (const name of Object.keys(problems)) delete problems[name]
      for (const { name, says } of found) problems[name] = says
    },
    forget() {
      for (const record of [typed, keys, problems])
        for (const name of Object.keys(record)) delete record[name]
      removed.clear()
      required.clear()
      chosen.value = undefined
    },
  }
}

function startOf(field: Field | undefined): string {
  return field?.value ?? field?.fallback ?? ''
}

/** An account that is only being set up is not shown to buyers before somebody switches it on. */
function notYetOffered(section: Section, fields: readonly Field[]): Changes {
  const kind = kindOf(section)
  if (!kind) return {}
  const named = (wanted: string) => fields.find(({ name }) => name === wanted)
  const enabled = named(enabledName[kind])
  const isNew = named(accountName[kind])?.source === 'none' && enabled?.source === 'default'
  return isNew && enabled ? { [enabled.name]: 'false' } : {}
}
