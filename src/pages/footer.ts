// What stands below every page: the ways on, the shop's own links, and the numbers a shop in China has to show.

import { icpUrl, policeUrl } from '../core/shop-look.ts'
import { languages, type Text } from '../languages/languages.ts'
import { inLanguage } from './addresses.ts'
import { type Child, html, type Safe } from './html.ts'
import { icon } from './icons.ts'
import type { LookView, PageContext } from './views.ts'

export function footer(context: PageContext, text: Text): Safe {
  const { look } = context
  return html`<footer class="footer" aria-label="${text.footer}">
<div class="footer-row"><a class="footer-link" href="/orders">${text.findOrder}</a><a class="footer-link" href="/rescue">${text.rescue.title}</a>${look && ownLinks(look)}${languageLinks(context)}${contact(context, text)}</div>
${look && company(look, text)}
<div class="footer-row"><span class="footer-mark">${icon('key')}${text.poweredBy}</span></div>
</footer>`
}

function ownLinks({ links }: LookView): Child {
  return links.map(({ name, url }) => html`<a class="footer-link" href="${url}">${name}</a>`)
}

/** Every language but the one that is read. */
function languageLinks({ lang, path }: PageContext): Child {
  return languages
    .filter(({ id }) => id !== lang)
    .map(({ id, text: { tag, label } }) => {
      return html`<a class="footer-link" href="${inLanguage(path, id)}" lang="${tag}" hreflang="${tag}">${label}</a>`
    })
}

function contact({ support }: PageContext, text: Text): Child {
  if (!support?.url) return undefined
  return html`<a class="footer-link" href="${support.url}">${text.help.merchant}</a>`
}

/** The company with its licence, and both records where the ministries want them to lead; the police's has an emblem. */
function company({ company: name, licenseUrl, icp, police }: LookView, text: Text): Child {
  const parts = [
    name !== undefined && html`<span>${name}</span>`,
    licenseUrl !== undefined && record(licenseUrl, text.businessLicense),
    icp !== undefined && record(icpUrl, icp),
    police !== undefined && record(policeUrl(police), police, icon('police')),
  ]
  return parts.some((part) => part !== false) && html`<div class="footer-row">${parts}</div>`
}

function record(url: string, word: string, emblem?: Safe): Safe {
  return html`<a class="footer-link" href="${url}" rel="noopener">${emblem}${word}</a>`
}
