// What a demonstration would have sent by mail and text message: a phone and a mailbox on one page, the newest first.

import type { FastifyInstance } from 'fastify'
import { formatShanghai, type Instant } from '../core/time.ts'
import { html } from './html.ts'
import { page, pageHeaders } from './page-frame.ts'
import { type FrameText, type Speech, speechOf } from './speech.ts'

export interface SimulatedMessage {
  readonly way: 'mail' | 'sms'
  readonly to: string
  readonly subject: string
  readonly text: string
  readonly at: Instant
}

interface MessageText extends FrameText {
  readonly title: string
  readonly lead: string
  readonly none: string
  readonly ways: Readonly<Record<SimulatedMessage['way'], string>>
}

const texts = {
  zh: {
    lang: 'zh-CN',
    other: 'English',
    brand: '模拟网关',
    notReal: '演示环境：什么都没有真的发出去。',
    title: '短信和邮件',
    lead: '商店本来会发给买家的内容，最新的在最前。重启后清空。',
    none: '还没有。付一笔款，或者在“查询订单”里获取一次验证码。',
    ways: { sms: '短信', mail: '邮件' },
  },
  en: {
    lang: 'en',
    other: '中文',
    brand: 'Simulated gateways',
    notReal: 'A demonstration: nothing was really sent.',
    title: 'Messages and mail',
    lead: 'What the shop would have sent to buyers, the newest first. A restart forgets them.',
    none: 'Nothing yet. Pay for something, or ask for a code at "Look up an order".',
    ways: { sms: 'Text message', mail: 'Mail' },
  },
} as const satisfies Readonly<Record<'zh' | 'en', MessageText>>

export function addMessages(
  server: FastifyInstance,
  basePath: () => string,
  messages: () => readonly SimulatedMessage[],
): void {
  server.get('/messages', (request, reply) =>
    reply
      .headers(pageHeaders)
      .type('text/html;charset=utf-8')
      .send(messagePage(basePath(), speechOf<MessageText>(request, texts), messages())),
  )
}

function messagePage(
  base: string,
  speech: Speech<MessageText>,
  messages: readonly SimulatedMessage[],
): string {
  const { text } = speech
  const content = html`<h1>${text.title}</h1>
<p class="lead">${text.lead}</p>
${messages.length === 0 ? html`<section class="card"><p>${text.none}</p></section>` : null}
${messages.map(
  (
    message,
  ) => html`<section class="card"><p class="label">${text.ways[message.way]} · ${formatShanghai(message.at)}</p>
<h2>${message.to}</h2>${message.subject === '' ? null : html`<p>${message.subject}</p>`}
<pre>${message.text}</pre></section>`,
)}`
  return page({ base, speech, title: text.title }, content)
}
