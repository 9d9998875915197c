// The template tag all pages are written with. Whatever is put into a template is escaped; there is no way
// to opt out, so text of a merchant or a buyer can never become markup.

import { assert } from '../kit/assert.ts'

/** Markup made by the tag, and by nothing else. */
export class Safe {
  readonly #markup: string

  private constructor(markup: string) {
    this.#markup = markup
  }

  /** Joins the written parts of a template with its escaped children. */
  static join(parts: readonly string[], children: readonly Child[]): Safe {
    const last = parts.length - 1
    const markup = parts.map((part, at) => (at < last ? part + render(children[at]) : part))
    return new Safe(markup.join(''))
  }

  /** A value as JSON inside a script element: none of its texts can end the element or begin another. */
  static json(value: unknown): Safe {
    const escaped = JSON.stringify(value).replace(/[<>&\u2028\u2029]/g, (character) => {
      return `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`
    })
    return new Safe(escaped)
  }

  /** A style sheet of ours inside a style element, which nothing but its end tag ends. */
  static style(sheet: string): Safe {
    assert(!/<\/style|<!--/i.test(sheet), 'a style sheet stays inside its element')
    return new Safe(sheet)
  }

  toString(): string {
    return this.#markup
  }
}

/**
 * What may stand in a template. Numbers may not: an amount or a moment has to go through its formatter
 * first, and the type system says so.
 */
export type Child = Safe | string | undefined | false | readonly Child[]

/**
 * Makes markup: strings are escaped, lists joined, undefined and false vanish. A child stands in text or in
 * a quoted attribute; an attribute without quotes throws.
 */
export function html(parts: TemplateStringsArray, ...children: readonly Child[]): Safe {
  return Safe.join(parts, children.map(insideQuotes(parts)))
}

/** Data for those who read no page: it is parsed, and never run. */
export function jsonData(value: unknown): Safe {
  return Safe.json(value)
}

/** The contents of a style element: a browser reads them as they stand, so nothing is escaped. */
export function styleSheet(sheet: string): Safe {
  return Safe.style(sheet)
}

const bareAttribute = /\s[\w:-]+=$/

function insideQuotes(parts: readonly string[]) {
  return (child: Child, at: number): Child => {
    assert(!bareAttribute.test(parts[at] ?? ''), 'an attribute value stands in quotes')
    return child
  }
}

function render(child: Child): string {
  if (child === undefined || child === false) return ''
  if (typeof child === 'string') return escapeText(child)
  return child instanceof Safe ? child.toString() : child.map(render).join('')
}

const entityOf: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
}

function escapeText(text: string): string {
  return text.replace(/[&<>"']/g, (character) => entityOf[character] ?? character)
}
