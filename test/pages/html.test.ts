// Whatever a merchant or a buyer writes stays text: the template tag lets no markup through.

import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { html } from '../../src/pages/html.ts'
import { markdown } from '../../src/pages/markdown.ts'
import { productPage } from '../../src/pages/product.ts'
import { contextOf, demoApp, productView } from './given.ts'

const entities: Readonly<Record<string, string>> = {
  '&amp;': '&',
  '&lt;': '<',
  '&gt;': '>',
  '&quot;': '"',
  '&#39;': "'",
}

/** What a browser makes of escaped text. */
function unescaped(markup: string): string {
  return markup.replace(/&(?:amp|lt|gt|quot|#39);/g, (entity) => entities[entity] ?? entity)
}

const anyText = fc.oneof(
  fc.string({ unit: 'binary' }),
  fc.string({ unit: fc.constantFrom('<', '>', '"', "'", '&', '=', '/', 'a', ' ', ';', '#') }),
  fc.constantFrom('<script>alert(1)</script>', '" onload="x', "' x='", '&lt;', '</title>'),
)

describe('the template tag', () => {
  test('gives any text back unchanged, in an element and in an attribute', () => {
    fc.assert(
      fc.property(anyText, (text) => {
        const markup = html`<p title="${text}">${text}</p>`.toString()
        const [, title = '?', content = '?'] =
          /^<p title="([^"<>]*)">([^"<>']*)<\/p>$/s.exec(markup) ?? []
        expect(unescaped(title)).toBe(text)
        expect(unescaped(content)).toBe(text)
      }),
    )
  })

  test('joins lists, keeps markup of its own, and writes nothing for undefined and false', () => {
    const rows = ['a', '<b>', 'c'].map((text) => html`<li>${text}</li>`)
    expect(html`<ul>${rows}${undefined}${false}${[[], ['d']]}</ul>`.toString()).toBe(
      '<ul><li>a</li><li>&lt;b&gt;</li><li>c</li>d</ul>',
    )
  })

  test('refuses an attribute without quotes, where escaping would not help', () => {
    const value = 'a b'
    expect(() => html`<p class=${value}></p>`).toThrow(/quotes/)
    expect(html`<a href="/x?y=${value}"></a>`.toString()).toBe('<a href="/x?y=a b"></a>')
  })

  test('does not take a look-alike of its own markup for markup', () => {
    const forged: unknown = { toString: () => '<b>' }
    expect(() => html`${forged as string}`.toString()).toThrow()
  })
})

describe('a page with hostile words in every place', () => {
  const shape = (page: string) => page.match(/<\/?[a-z][a-z0-9]*/g)

  test('has exactly the elements of the same page with harmless words', () => {
    const render = (word: string) => {
      const product = demoApp('zh')
      return productPage(
        contextOf('zh', {
          merchantName: word,
          path: `/${word}`,
          support: { label: word, url: word },
        }),
        productView('zh', {
          product: {
            id: word,
            name: word,
            description: 'x',
            plans: product.plans.map((plan) => ({ ...plan, id: word, name: word })),
          },
          typed: { quantity: word, contactPerson: word, phone: word, email: word },
          idempotencyKey: word,
        }),
      )
    }
    const harmless = shape(render('x'))
    fc.assert(
      fc.property(
        anyText.filter((text) => text.length > 0),
        (word) => {
          expect(shape(render(word))).toEqual(harmless)
        },
      ),
      { numRuns: 60 },
    )
  })
})

describe('a description in Markdown', () => {
  const markup = fc.string({
    unit: fc.constantFrom(
      ...['<', '>', '"', "'", '&', '=', '#', '*', '_', '`', '~', '[', ']', '(', ')', '!', ':', '/'],
      ...['a', ' ', '\n', '-', '1.', 'javascript:', '<img src=x onerror=y>', '[a](https://b.test)'],
    ),
    maxLength: 60,
  })
  const ours =
    /^<(\/?(p|h3|h4|ul|ol|li|blockquote|strong|em|s|a|code|pre)|ol start="\d+"|br|hr|a class="text-link" href="(https?:\/\/|mailto:|tel:|\/|#)[^"<>]*" rel="nofollow noopener")>$/i

  test('brings no element and no attribute but our own, whatever it says', () => {
    fc.assert(
      fc.property(fc.oneof(anyText, markup), (text) => {
        const tags = String(markdown(text)).match(/<[^>]*>?/g) ?? []
        expect(tags.filter((tag) => !ours.test(tag))).toEqual([])
      }),
      { numRuns: 500 },
    )
  })
})
