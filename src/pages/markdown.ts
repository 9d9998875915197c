// A merchant's Markdown as markup of ours: every tag is written here, and whatever the merchant wrote is text in it.
// The console's preview and the product's page are the same function.

import MarkdownIt, { type Token } from 'markdown-it'
import { type Child, html, type Safe } from './html.ts'

const reader = new MarkdownIt('default', { html: false, linkify: true, breaks: true })
  // Pictures from elsewhere would be refused by the page's policy; the product has one of its own.
  .disable(['image', 'table', 'reference', 'lheading'])
reader.validateLink = (address) => /^(https?:\/\/|mailto:|tel:|\/(?!\/)|#)/i.test(address)

/** The whole text. Headings begin below the page's own two. */
export function markdown(text: string): Safe {
  return html`${write(reader.parse(text, {}))}`
}

/** The words of the first paragraph, for a line under the name; '' when there is none. */
export function firstParagraph(text: string): string {
  const tokens = reader.parse(text, {})
  const at = tokens.findIndex(({ type }) => type === 'paragraph_open')
  return wordsOf(tokens[at + 1])
}

/** Whether there is more to read than the words of the first paragraph. */
export function isLong(text: string): boolean {
  const tokens = reader.parse(text, {})
  const isPlain = tokens[1]?.children?.every(({ type }) => /^(text|softbreak)$/.test(type))
  return tokens.length > 3 || (tokens.length > 0 && isPlain !== true)
}

function wordsOf(inline: Token | undefined): string {
  const words = (inline?.children ?? []).map(({ type, content }) =>
    type.endsWith('break') ? ' ' : content,
  )
  return words.join('')
}

type Frame = (inside: Child, token: Token) => Safe

const frames: Readonly<Record<string, Frame>> = {
  paragraph: (inside, { hidden }) => (hidden ? html`${inside}` : html`<p>${inside}</p>`),
  heading: (inside, { tag }) =>
    tag === 'h1' || tag === 'h2' ? html`<h3>${inside}</h3>` : html`<h4>${inside}</h4>`,
  bullet_list: (inside) => html`<ul>${inside}</ul>`,
  ordered_list: (inside, token) =>
    html`<ol start="${String(token.attrGet('start') ?? 1)}">${inside}</ol>`,
  list_item: (inside) => html`<li>${inside}</li>`,
  blockquote: (inside) => html`<blockquote>${inside}</blockquote>`,
  strong: (inside) => html`<strong>${inside}</strong>`,
  em: (inside) => html`<em>${inside}</em>`,
  s: (inside) => html`<s>${inside}</s>`,
  link: (inside, token) =>
    html`<a class="text-link" href="${String(token.attrGet('href') ?? '#')}" rel="nofollow noopener">${inside}</a>`,
}

const leaves: Readonly<Record<string, (token: Token) => Child>> = {
  text: ({ content }) => content,
  text_special: ({ content }) => content,
  softbreak: () => html`<br>`,
  hardbreak: () => html`<br>`,
  hr: () => html`<hr>`,
  code_inline: ({ content }) => html`<code>${content}</code>`,
  code_block: ({ content }) => html`<pre><code>${content}</code></pre>`,
  fence: ({ content }) => html`<pre><code>${content}</code></pre>`,
  inline: ({ children }) => write(children ?? []),
}

/** Opening and closing tokens are matched as brackets; whatever has no frame here shows its inside alone. */
function write(tokens: readonly Token[]): readonly Child[] {
  const written: Child[] = []
  for (let at = 0; at < tokens.length; at += 1) {
    const token = tokens[at]
    if (!token) break
    if (token.nesting !== 1) {
      written.push(leaves[token.type]?.(token) ?? token.content)
      continue
    }
    const end = closing(tokens, at)
    const inside = write(tokens.slice(at + 1, end))
    written.push(frames[token.type.replace(/_open$/, '')]?.(inside, token) ?? inside)
    at = end
  }
  return written
}

function closing(tokens: readonly Token[], from: number): number {
  let depth = 0
  for (let at = from; at < tokens.length; at += 1) {
    depth += tokens[at]?.nesting ?? 0
    if (depth === 0) return at
  }
  return tokens.length
}
