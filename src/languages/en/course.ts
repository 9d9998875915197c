// The English of the words about courses and several things in one order, in the shape the Chinese one gives.

import { html } from '../../pages/html.ts'
import type { CourseText } from '../zh-CN/course.ts'
import { count } from './count.ts'

export const courseEn: CourseText = {
  start: 'Start learning',
  goOn: 'Go on learning',
  chapters: 'Chapters',
  count: (chapters) => count(chapters, 'chapter', 'chapters'),
  position: (at, all) => `Chapter ${at} of ${all}`,
  progress: (read, all) => `${read} of ${count(all, 'chapter', 'chapters')} finished`,
  plan: (days) => (days === null ? 'Yours for ever' : `Open for ${count(days, 'day', 'days')}`),
  preview: 'Free preview',
  previewNotice: 'You are looking at this chapter for free. Buy the course to read all of them.',
  buy: 'Buy this course',
  locked: 'Open after buying',
  done: 'Finished',
  until: (time) => `Open until ${time}`,
  endless: 'Open for ever',
  previous: 'Previous chapter',
  next: 'Next chapter',
  finish: 'Finish this chapter',
  finishNext: 'Finish and go on',
  finished: 'Well done: you have finished this course.',
  toOrder: 'See the order',
  openVideo: 'Open the video',
  videoElsewhere: 'The video does not play? Open it on a page of its own',
  videoOf: (title) => `Video of ${title}`,
  newTab: '(opens in a new tab)',
  files: 'Files of this chapter',
  nothing: 'This chapter holds nothing yet.',
  lookup: 'Please open the course in the browser you ordered with.',
  hidden: 'To protect what you bought, the course does not open here.',
  hiddenHow:
    'Please open the link of this page in the browser you ordered with, and you can start learning.',
  revoked: 'Refunded: the course does not open any more.',
  closedBy: (reason) => `Closed by the shop: ${reason}`,
  closedReason: (reason) => `The reason the shop gave: ${reason}`,
  ended: (time) => `Access ended on ${time}.`,
  closed: {
    revoked: {
      title: 'This course was refunded',
      sentence: 'The money went back, and the course does not open any more.',
    },
    closed: {
      title: 'The shop has closed this course for you',
      sentence:
        'What you have finished is kept, and you can go on once the shop opens it again. Please contact the shop if you have questions.',
    },
    ended: {
      title: 'Your time for this course is over',
      sentence: 'To go on, buy it once more; the time begins anew.',
    },
    none: {
      title: 'This course does not open here',
      sentence:
        'If you bought it, please use the browser you ordered with. If not, see what it is about first.',
    },
    empty: {
      title: 'This course has no chapters yet',
      sentence: 'The merchant is preparing it. Please come back later.',
    },
  },
  seeCourse: 'About the course',
  quantity: 'One of a course is enough for each order.',

  pick: {
    lead: 'Tick several courses and pay for them at once.',
    box: (name) => `Choose ${name}`,
    chosen: (count, sum) => html`${count} chosen, ${sum} in all`,
    submit: 'Buy them together',
  },

  basket: {
    link: (items) => `Basket ${items}`,
    add: 'Add to basket, order together',
    title: 'Basket',
    lead: 'Several things in one order, paid at once.',
    items: (items) => `Items (${items})`,
    remove: 'Remove',
    removeOf: (name) => `Remove ${name}`,
    more: 'Choose more',
    empty: 'Your basket is empty',
    emptyWhy:
      'Choose a plan on a product page and press "Add to basket" to order several things together; courses can be ticked on the front page too.',
    gone: 'Something in your basket is not sold any more, or not together with others, and was removed. Please check, then send again. Nothing was charged.',
    full: 'A basket holds 20 items. Please order them first, then the others.',
    priceChanged: (amount) =>
      `A price has just changed: the total is ${amount} now. Nothing was ordered and nothing charged; please check, then send again.`,
  },
}
