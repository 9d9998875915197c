/// <reference types="vite/client" />
// The language the console is read in, and its words. The server says it on the page, and keeps it when it is changed.
// A language is a folder beside this file. One is loaded at a time: its first words before anything is shown, those of
// a page with the page.

import { type ComputedRef, computed, shallowRef } from 'vue'
import type { Folder, Words } from './folder.ts'

type Part = keyof Words
type Spoken = Readonly<{ tag: string; folder: Folder; words: Partial<Words> }>

const labels = import.meta.glob<string>('./*/label.ts', { eager: true, import: 'label' })
const folders = import.meta.glob<Folder>('./*/index.ts', { import: 'folder' })
const root = document.documentElement

/** Whose words have been asked for, whichever language says them. */
const asked = new Set<Part>()
const spoken = shallowRef<Spoken>()

/** Every language there is: its folder's name, which is its tag, and what it calls itself. */
export const languages = Object.entries(labels)
  .map(([path, label]) => ({ tag: path.split('/')[1] ?? '', label }))
  .sort((a, b) => Number(isChinese(b.tag)) - Number(isChinese(a.tag)))

/** Its tag. */
export const lang = computed(() => now().tag)
/** Of names, which merchants type in two languages: the one to show. */
export const namesIn = computed(() => now().folder.names)
/** What the kit's own parts say. */
export const kitWords = computed(() => now().folder.kit)

/**
 * The words of a part: `t.title` in a template and `t.value.title` in a script. Called once for each part, where a
 * module begins (text/orders.ts), so that whoever loads the module knows what it will say.
 */
export function words<Name extends Part>(part: Name): ComputedRef<Words[Name]> {
  asked.add(part)
  return computed(() => {
    const found: Words[Name] | undefined = now().words[part]
    if (found === undefined) throw new Error(`the words of ${part} are not loaded: see withWords`)
    return found
  })
}

/** Loads what shows words, and the words it shows. Everything that is loaded on demand comes through here. */
export async function withWords<Loaded>(load: () => Promise<Loaded>): Promise<Loaded> {
  const loaded = await load()
  for (;;) {
    const speaking = now()
    await fillIn(speaking)
    // Another language may have been chosen meanwhile.
    if (speaking === now()) return loaded
  }
}

/** The words of the page's own language; nothing can be shown before. */
export async function beginToSpeak(): Promise<void> {
  take(await open(nearest(root.lang)))
}

/** Rejects, with all as it was, where the words cannot be loaded. */
export async function changeLang(tag: string): Promise<void> {
  take(await open(tag))
  // The page's own address keeps the choice in the cookie that the server reads, for buyers' pages too.
  await fetch(`/admin?lang=${tag}`, { credentials: 'same-origin' }).catch(() => undefined)
}

/** The first words of every language, for whoever looks for something by its name in any. */
export async function firstWords(): Promise<readonly Folder['first'][]> {
  const all = await Promise.all(languages.map(({ tag }) => folderOf(tag)))
  return all.map(({ first }) => first)
}

async function open(tag: string): Promise<Spoken> {
  const folder = await folderOf(tag)
  const next = { tag, folder, words: { ...folder.first } }
  await fillIn(next)
  return next
}

/** Loads the parts that were asked for and are not there. */
async function fillIn({ folder: { parts }, words: known }: Spoken): Promise<void> {
  const isMissing = (part: Part): part is keyof typeof parts => !(part in known)
  for (let missing = [...asked].filter(isMissing); missing.length > 0; ) {
    const loaded = await Promise.all(
      missing.map(async (part) => [part, (await parts[part]()).words] as const),
    )
    Object.assign(known, Object.fromEntries(loaded))
    missing = [...asked].filter(isMissing)
  }
}

function take(next: Spoken): void {
  spoken.value = next
  root.lang = next.tag
}

function now(): Spoken {
  if (!spoken.value) throw new Error('no language yet: see beginToSpeak')
  return spoken.value
}

function folderOf(tag: string): Promise<Folder> {
  const load = folders[`./${tag}/index.ts`]
  if (!load) throw new Error(`no language ${tag}`)
  return load()
}

/** Buyers may read more languages than the console speaks. */
function nearest(asked: string): string {
  const [first] = asked.split('-')
  const found =
    languages.find(({ tag }) => tag === asked) ??
    languages.find(({ tag }) => tag.split('-')[0] === first)
  return found?.tag ?? 'en'
}

function isChinese(tag: string): boolean {
  return tag === 'zh-CN'
}
