// Courses: their tables of contents, what an order shows of them, and the learning page. All of it works without a
// script.

import { type Text, textOf } from '../languages/languages.ts'
import { bytesText, notice, primaryLink, supportLine } from './elements.ts'
import { type Child, html, type Safe } from './html.ts'
import { icon } from './icons.ts'
import { layout } from './layout.ts'
import { markdown } from './markdown.ts'
import type { PageContext } from './views.ts'
import type { ChapterLine, ClosedCourseView, CourseView, LearnView } from './views-course.ts'

/** `GET /learn/{product}/{chapter}`: the chapter first, the others beside it. */
export function learnPage(context: PageContext, view: LearnView): string {
  const text = textOf(context.lang)
  return layout(context, {
    title: `${view.title} · ${view.product}`,
    width: 'counter',
    isPrivate: view.access.kind === 'own',
    body: html`<div class="counter"><article class="counter-main">
${view.access.kind === 'preview' && notice('calm', 'lock', text.course.previewNotice)}
<section class="card chapter"><header><p class="second">${view.product} · ${positionOf(view, text)}</p><h1 class="title">${view.title}</h1></header>
${videoOf(view, text)}${inside(view, text)}${filesOf(view, text)}
${onward(view, text)}</section>
</article>
<aside class="counter-side">${contents(view, text)}</aside></div>`,
  })
}

/** Answered where the course does not open, with the chapters anybody may look at. */
export function closedCoursePage(context: PageContext, view: ClosedCourseView): string {
  const text = textOf(context.lang)
  const { title, sentence } = text.course.closed[view.why]
  const previews = view.chapters.filter(({ url }) => url !== undefined)
  return layout(context, {
    title: view.product,
    width: 'slip',
    isPrivate: true,
    body: html`<section class="card slip"><p class="second">${view.product}</p><h1 class="title">${title}</h1><p class="closed-why">${sentence}</p>${view.reason && html`<p class="closed-why">${text.course.closedReason(view.reason)}</p>`}
<div class="actions actions-wide">${
      view.productUrl
        ? primaryLink(view.productUrl, text.course.seeCourse)
        : primaryLink('/', text.backToShop)
    }<a class="button" href="/orders">${text.findOrder}</a></div>${view.why === 'closed' && supportLine(context, text)}</section>
${previews.length > 0 && html`<section class="card about"><h2 class="heading">${text.course.preview}</h2>${chapterList(previews, text)}</section>`}`,
  })
}

/** A table of contents: what is open is a link, what is not says so. */
export function chapterList(chapters: readonly ChapterLine[], text: Text): Safe {
  return html`<ol class="chapters">${chapters.map((chapter) => chapterRow(chapter, text))}</ol>`
}

/** What an order shows of its courses; `isFirst`: to learn is the next step of the page. */
export function courseCards(
  courses: readonly CourseView[],
  { isFirst }: Readonly<{ isFirst: boolean }>,
  text: Text,
): readonly Safe[] {
  return courses.map(
    (course, at) =>
      html`<section class="content"><h2 class="heading">${course.label}</h2>${courseState(course, isFirst && at === 0, text)}</section>`,
  )
}

function courseState(course: CourseView, isNext: boolean, text: Text): Safe {
  const words = text.course
  const { state, chapters, read, validUntil, url } = course
  if (state === 'hidden') return why('lock', words.lookup)
  if (state === 'revoked') return why('refund', words.revoked)
  if (state === 'closed') return why('lock', words.closedBy(course.closedReason ?? ''))
  if (state === 'ended')
    return why('clock', words.ended(validUntil === null ? '' : text.time(validUntil)))
  const until = validUntil === null ? words.endless : words.until(text.time(validUntil))
  return html`<p class="course-facts">${words.progress(read, chapters)} · ${until}</p><a class="button${isNext && ' button-primary'}" href="${url}" aria-label="${read > 0 ? words.goOn : words.start}: ${course.label}">${icon('play')}${read > 0 ? words.goOn : words.start}</a>`
}

function why(mark: 'lock' | 'refund' | 'clock', sentence: string): Safe {
  return html`<p class="hint">${icon(mark)}<span>${sentence}</span></p>`
}

function positionOf({ chapters }: LearnView, text: Text): string {
  const at = chapters.findIndex(({ isCurrent }) => isCurrent === true)
  return text.course.position(at + 1, chapters.length)
}

/** Without script or player there is still the address. */
function videoOf({ video, title }: LearnView, text: Text): Child {
  if (!video) return undefined
  const { course } = text
  if (!video.isPlayable)
    return html`<a class="button" href="${video.url}" target="_blank" rel="noopener noreferrer">${icon('outside')}${course.openVideo}<span class="unseen">${course.newTab}</span></a>`
  return html`<div class="video"><video class="player" controls preload="metadata" playsinline src="${video.url}" aria-label="${course.videoOf(title)}"></video><a class="link-button" href="${video.url}" target="_blank" rel="noopener noreferrer">${course.videoElsewhere}<span class="unseen">${course.newTab}</span></a></div>`
}

function inside({ text: words, video, files }: LearnView, text: Text): Child {
  if (words !== '') return html`<div class="prose">${markdown(words)}</div>`
  if (video || files.length > 0) return undefined
  return html`<p class="second">${text.course.nothing}</p>`
}

function filesOf({ files }: LearnView, text: Text): Child {
  if (files.length === 0) return undefined
  return html`<section><h2 class="heading">${text.course.files}</h2><ul class="files">${files.map(
    ({ name, bytes, url }) =>
      html`<li><a class="button" href="${url}" download>${icon('download')}<span class="file-name">${name}</span><span class="file-size">${bytesText(bytes)}</span></a></li>`,
  )}</ul></section>`
}

/** What comes next. A chapter counts as finished when its reader says so. */
function onward(view: LearnView, text: Text): Safe {
  const { access, previousUrl } = view
  const back =
    previousUrl && html`<a class="button" href="${previousUrl}">${text.course.previous}</a>`
  return html`<nav class="onward" aria-label="${text.course.next}">${back}${
    access.kind === 'preview'
      ? primaryLink(access.buyUrl, text.course.buy)
      : ownStep(view, access, text)
  }</nav>`
}

function ownStep(
  { chapters, nextUrl }: LearnView,
  { finishUrl, orderUrl }: Extract<LearnView['access'], { kind: 'own' }>,
  text: Text,
): Child {
  const { course } = text
  const isRead = chapters.some((one) => one.isCurrent === true && one.isRead === true)
  if (!isRead)
    return html`<form method="post" action="${finishUrl}"><button class="button button-primary" type="submit">${nextUrl ? course.finishNext : course.finish}</button></form>`
  if (nextUrl) return primaryLink(nextUrl, course.next)
  const left = chapters.find((one) => one.isRead !== true)
  if (left?.url) return primaryLink(left.url, course.goOn)
  return html`<p class="finished" role="status">${icon('check')}${course.finished}</p>${primaryLink(orderUrl, course.toOrder)}`
}

function contents({ chapters, access }: LearnView, text: Text): Safe {
  const { course } = text
  return html`<section class="card" id="chapters"><h2 class="heading">${course.chapters}</h2>${
    access.kind === 'own' &&
    html`<progress class="progress" max="${String(chapters.length)}" value="${String(access.read)}" aria-label="${course.progress(access.read, chapters.length)}"></progress><p class="course-facts">${course.progress(access.read, chapters.length)}<br>${access.validUntil === null ? course.endless : course.until(text.time(access.validUntil))}</p>`
  }${chapterList(chapters, text)}${
    access.kind === 'own' &&
    html`<p class="file-link"><a class="link-button" href="${access.orderUrl}">${course.toOrder}</a></p>`
  }</section>`
}

function chapterRow({ title, url, isPreview, isRead, isCurrent }: ChapterLine, text: Text): Safe {
  const { course } = text
  const words = html`<span class="chapter-title">${title}</span>${
    isRead
      ? html`<span class="chapter-mark chapter-done">${icon('check')}<span class="unseen">${course.done}</span></span>`
      : isPreview
        ? html`<span class="chapter-mark chapter-free">${course.preview}</span>`
        : url === undefined &&
          html`<span class="chapter-mark">${icon('lock')}<span class="unseen">${course.locked}</span></span>`
  }`
  if (url === undefined) return html`<li><span class="chapter-row chapter-off">${words}</span></li>`
  return html`<li><a class="chapter-row" href="${url}"${isCurrent && html` aria-current="page"`}>${words}</a></li>`
}
