// The pages' icons: inline strokes on a 24 by 24 grid in the colour of the text around them. All are
// decoration beside a word, so they are hidden from screen readers.

import { html, type Safe } from './html.ts'

const paths = {
  key: 'M14.5 12a4.5 4.5 0 1 1-9 0 4.5 4.5 0 0 1 9 0ZM14.5 12H22M18 12v3.5M21 12v2.5',
  clock: 'M12 21a9 9 0 1 0 0-18 9 9 0 0 0 0 18ZM12 7v5l3.5 2',
  check: 'M5 12.5 10 17.5 19.5 7',
  cross: 'M6 6l12 12M18 6 6 18',
  exclaim: 'M12 21a9 9 0 1 0 0-18 9 9 0 0 0 0 18ZM12 7.5v5.5M12 16.5v.2',
  refund: 'M9 14 4 9l5-5M4 9h10a6 6 0 0 1 0 12h-3',
  send: 'M21 4 3 11l7 3 3 7ZM10 14l4-4',
  copy: 'M9 9h11v12H9ZM5 15H4V3h11v1',
  person: 'M12 12a4 4 0 1 0 0-8 4 4 0 0 0 0 8ZM4 20.5c1-4 4-6 8-6s7 2 8 6',
  search: 'M11 18a7 7 0 1 0 0-14 7 7 0 0 0 0 14ZM16.5 16.5 21 21',
  lock: 'M5 11h14v10H5ZM8 11V7.5a4 4 0 0 1 8 0V11',
  next: 'M9 5l7 7-7 7',
  outside: 'M14 4h6v6M20 4l-9 9M10 5H4v15h15v-6',
  download: 'M12 4v11M7 10.5l5 5 5-5M4 20h16',
  printer: 'M7 8V3h10v5M7 17H3V8h18v9h-4M7 14h10v7H7Z',
  refresh: 'M20 12a8 8 0 1 1-2.5-5.8M20 3v4.5h-4.5',
  basket: 'M4 9h16l-1.5 11h-13ZM8.5 9 12 3.5 15.5 9',
  play: 'M8 5v14l11-7Z',
  corner: 'M5 19C5 10 10 5 19 5M13 5h6v6',
  device: 'M3 5h18v11H3ZM8 20h8M12 16v4',
  scan: 'M4 8V4h4M16 4h4v4M20 16v4h-4M8 20H4v-4M4 12h16',
  police:
    'M12 2.5 5 5.5v6c0 4.6 2.9 8 7 10 4.1-2 7-5.4 7-10v-6ZM12 7.5l1.3 2.6 2.9.4-2.1 2 .5 2.9-2.6-1.4-2.6 1.4.5-2.9-2.1-2 2.9-.4Z',
  alipay: 'M4.5 8h15M12 4v4M7 12h9.5c-1 4-4.5 6.5-10 8M9 12c1.5 3.5 4.5 6 9 7.5',
  wechat:
    'M14.5 9.5c-.3-3-2.8-5-5.8-5C5.5 4.5 3 6.7 3 9.5c0 1.6.8 3 2.1 3.9L4.5 15.5l2.4-1.2M21 15c0-2.5-2.3-4.5-5.2-4.5s-5.3 2-5.3 4.5 2.4 4.5 5.3 4.5c.6 0 1.2-.1 1.8-.3l2 1-.5-1.8C20.3 17.6 21 16.4 21 15Z',
} as const

export type IconName = keyof typeof paths

export function icon(name: IconName): Safe {
  return html`<svg class="icon" viewBox="0 0 24 24" aria-hidden="true" focusable="false"><path d="${paths[name]}"/></svg>`
}
