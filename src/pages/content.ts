// Content as goods: a text in the merchant's Markdown and files, as their buyer reads and fetches them.

import type { Text } from '../languages/languages.ts'
import { bytesText } from './elements.ts'
import { type Child, html, type Safe } from './html.ts'
import { icon } from './icons.ts'
import { markdown } from './markdown.ts'
import type { ContentView } from './views.ts'

/** `isFirst`: fetching the first file is the next step of the page. */
export function contentCards(
  contents: readonly ContentView[],
  { isFirst }: Readonly<{ isFirst: boolean }>,
  text: Text,
): readonly Safe[] {
  const first = isFirst ? firstFile(contents) : undefined
  return contents.map(
    (content) =>
      html`<section class="content"><h2 class="heading">${content.label}</h2>${inside(content, first, text)}</section>`,
  )
}

/** The address of the file that is fetched first; undefined when there is none. */
export function firstFile(contents: readonly ContentView[]): string | undefined {
  return contents.flatMap(({ files }) => files)[0]?.url
}

function inside(content: ContentView, first: string | undefined, text: Text): Child {
  const words = text.license.content
  if (content.state !== 'open') {
    const why = content.state === 'hidden' ? words.lookup : words.revoked
    return html`<p class="hint">${icon(content.state === 'hidden' ? 'lock' : 'refund')}<span>${why}</span></p>`
  }
  return [
    content.text !== '' && html`<div class="prose">${markdown(content.text)}</div>`,
    content.files.length > 0 &&
      html`<ul class="files" aria-label="${words.files}">${content.files.map(
        ({ name, bytes, url }) =>
          html`<li><a class="button${url === first && ' button-primary'}" href="${url}" download>${icon('download')}<span class="file-name">${name}</span><span class="file-size">${bytesText(bytes)}</span></a></li>`,
      )}</ul>`,
  ]
}
