// Alipay's sign-in for other sites: its consent page hands the browser a code, and the code, once, says who it was
// (OAuth 2.0).

import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import type { Clock, Random } from '../../core/ports.ts'
import { type Instant, later, minuteMs } from '../../core/time.ts'
import { readForm } from '../charset.ts'
import { html } from '../html.ts'
import { letters } from '../names.ts'
import { page, pageHeaders } from '../page-frame.ts'
import { bodyOf } from '../request-body.ts'
import { speechOf } from '../speech.ts'
import type { Apps } from './apps.ts'
import { buyers } from './model.ts'
import { pageTexts } from './page-text.ts'
import { Refusal } from './refusal.ts'
import type { Call } from './request-check.ts'

export interface Logins {
  /** Answers whose code it was; a code is good once. Throws a Refusal. */
  redeem(call: Call): Readonly<Record<string, string>>
  addTo(server: FastifyInstance): void
}

interface Login {
  readonly appId: string
  readonly buyerId: string
  readonly goodUntil: Instant
}

interface Surroundings {
  readonly apps: Apps
  readonly clock: Clock
  readonly random: Random
  readonly basePath: () => string
}

const path = '/oauth2/publicAppAuthorize.htm'
const codeLifeMs = 5 * minuteMs
const tokenSeconds = '1296000'

export function createLogins({ apps, clock, random, basePath }: Surroundings): Logins {
  const logins = new Map<string, Login>()

  const show = (request: FastifyRequest, reply: FastifyReply): FastifyReply => {
    const speech = speechOf(request, pageTexts)
    const query = queryOf(request)
    const problem = problemOf(query, apps)
    const content = problem
      ? html`<section class="card"><h1>${speech.text.loginTitle}</h1><p>${speech.text[problem]}</p></section>`
      : html`<section class="card"><h1>${speech.text.loginTitle}</h1><p>${speech.text.loginText}</p><form method="post">${buyers.map(
          ({ id, name, logonId }) =>
            html`<p><button name="buyer" value="${id}">${speech.isEnglish ? name.en : name.zh} ${logonId}</button></p>`,
        )}</form></section>`
    query.delete('lang')
    const frame = { base: basePath(), speech, title: speech.text.loginTitle, query: `${query}` }
    return reply.headers(pageHeaders).type('text/html;charset=utf-8').send(page(frame, content))
  }

  const agree = (request: FastifyRequest, reply: FastifyReply): FastifyReply => {
    const query = queryOf(request)
    const chosen = new Map(readForm(bodyOf(request), 'utf-8')).get('buyer')
    const buyer = buyers.find(({ id }) => id === chosen)
    if (!buyer || problemOf(query, apps)) return show(request, reply)
    const now = clock.now()
    for (const [code, { goodUntil }] of logins) if (goodUntil <= now) logins.delete(code)
    const code = letters(random, 32)
    const appId = query.get('app_id') ?? ''
    logins.set(code, { appId, buyerId: buyer.id, goodUntil: later(now, codeLifeMs) })
    const back = new URL(query.get('redirect_uri') ?? '')
    back.searchParams.set('app_id', appId)
    back.searchParams.set('source', 'alipay_app_auth')
    back.searchParams.set('scope', query.get('scope') ?? '')
    back.searchParams.set('state', query.get('state') ?? '')
    back.searchParams.set('auth_code', code)
    return reply.headers(pageHeaders).redirect(back.href, 303)
  }

  return {
    redeem({ app, params }) {
      const code = params.get('code') ?? ''
      const login = logins.get(code)
      if (params.get('grant_type') !== 'authorization_code')
        throw new Refusal(40002, 'isv.grant-type-invalid', '授权类型不合法')
      if (login?.appId !== app.appId || login.goodUntil <= clock.now())
        throw new Refusal(40002, 'isv.code-invalid', '授权码code无效')
      logins.delete(code)
      return {
        user_id: login.buyerId,
        access_token: letters(random, 40),
        expires_in: tokenSeconds,
        refresh_token: letters(random, 40),
        re_expires_in: tokenSeconds,
      }
    },
    addTo(server) {
      server.get(path, show)
      server.post(path, agree)
    },
  }
}

function problemOf(
  query: URLSearchParams,
  apps: Apps,
): 'loginApp' | 'loginAddress' | 'loginScope' | undefined {
  if (!apps.has(query.get('app_id') ?? '')) return 'loginApp'
  const back = query.get('redirect_uri') ?? ''
  if (!/^https?:/i.test(back) || !URL.canParse(back)) return 'loginAddress'
  return /^auth_(base|user)$/.test(query.get('scope') ?? '') ? undefined : 'loginScope'
}

function queryOf({ url }: FastifyRequest): URLSearchParams {
  return new URLSearchParams(url.split('?').slice(1).join('?'))
}
