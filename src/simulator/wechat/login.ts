// WeChat's page login, which tells a merchant the openid of whoever looks at its page inside WeChat: a code by
// way of the browser, and the openid for the code (OAuth 2.0, scope snsapi_base, which asks the payer nothing).

import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import { type Instant, later, minuteMs } from '../../core/time.ts'
import { letters } from '../names.ts'
import { pageHeaders } from '../page-frame.ts'
import { speechOf } from '../speech.ts'
import { findPayer, richPayer } from './model.ts'
import { type PageText, pageTexts } from './pages-text.ts'
import { problemPage } from './pages-view.ts'
import type { Surroundings } from './surroundings.ts'

/** What the scanner leaves in a browser to say whose phone it is. */
export const buyerCookie = 'simulated_buyer'

interface Login {
  readonly appId: string
  readonly openId: string
  readonly goodUntil: Instant
}

const codeLifeMs = 5 * minuteMs
const tokenSeconds = 7_200

/**
 * Adds `GET /connect/oauth2/authorize` and `GET /sns/oauth2/access_token`. The payer is the one that `buyer`
 * or the scanner's cookie names, else the rich one; openids are the same under every app.
 */
export function addLogin(server: FastifyInstance, around: Surroundings): void {
  const { clock, random } = around
  const logins = new Map<string, Login>()

  server.get('/connect/oauth2/authorize', (request, reply) => {
    const query = queryOf(request)
    const problem = problemOf(query, around)
    if (problem !== undefined) return showProblem(request, reply, problem, around)
    const now = clock.now()
    for (const [code, { goodUntil }] of logins) if (goodUntil <= now) logins.delete(code)
    const code = letters(random, 32)
    const { openId } = findPayer(buyerIn(request) ?? null) ?? richPayer
    logins.set(code, {
      appId: query.get('appid') ?? '',
      openId,
      goodUntil: later(now, codeLifeMs),
    })
    const back = new URL(query.get('redirect_uri') ?? '')
    back.searchParams.set('code', code)
    back.searchParams.set('state', query.get('state') ?? '')
    return reply.headers(pageHeaders).redirect(back.href, 302)
  })

  server.get('/sns/oauth2/access_token', (request, reply) => {
    const answer = redeem(queryOf(request))
    // The real host sends its JSON as plain text.
    return reply.type('text/plain').send(JSON.stringify(answer))
  })

  const redeem = (query: URLSearchParams): Readonly<Record<string, string | number>> => {
    const asked = query.get('appid')
    const app = [...around.merchants.values()].find(({ appId }) => appId === asked)
    if (!app) return { errcode: 40013, errmsg: 'invalid appid' }
    if (app.appSecret === null || query.get('secret') !== app.appSecret) {
      return { errcode: 40125, errmsg: 'invalid appsecret' }
    }
    if (query.get('grant_type') !== 'authorization_code') {
      return { errcode: 40002, errmsg: 'invalid grant_type' }
    }
    const code = query.get('code') ?? ''
    const login = logins.get(code)
    if (login?.appId !== app.appId || login.goodUntil <= clock.now()) {
      return { errcode: 40029, errmsg: 'invalid code' }
    }
    logins.delete(code)
    return {
      access_token: letters(random, 64),
      expires_in: tokenSeconds,
      refresh_token: letters(random, 64),
      openid: login.openId,
      scope: 'snsapi_base',
    }
  }
}

type Problem = 'loginApp' | 'loginAddress' | 'loginScope' | 'loginOrder'

/** The real one compares the whole address with a pattern, so the order of its parameters matters. */
const order = ['appid', 'redirect_uri', 'response_type', 'scope', 'state']

function problemOf(query: URLSearchParams, { merchants }: Surroundings): Problem | undefined {
  const names = [...query.keys()].filter((name) => order.includes(name))
  if (names.join() !== order.join() || query.get('response_type') !== 'code') return 'loginOrder'
  if (![...merchants.values()].some(({ appId }) => appId === query.get('appid'))) return 'loginApp'
  const back = query.get('redirect_uri') ?? ''
  if (!/^https?:/i.test(back) || !URL.canParse(back)) return 'loginAddress'
  return query.get('scope') === 'snsapi_base' ? undefined : 'loginScope'
}

function showProblem(
  request: FastifyRequest,
  reply: FastifyReply,
  problem: Problem & keyof PageText,
  { basePath }: Surroundings,
): FastifyReply {
  const speech = speechOf(request, pageTexts)
  const query = queryOf(request)
  query.delete('lang')
  const frame = { base: `${basePath()}/wechat`, speech, query: query.toString() }
  const content = problemPage(frame, speech.text.loginTitle, speech.text[problem])
  return reply.headers(pageHeaders).type('text/html;charset=utf-8').send(content)
}

/** Whose phone a request comes from: the openid in `buyer` or in the scanner's cookie, if it says. */
export function buyerIn(request: FastifyRequest): string | undefined {
  const cookie = new RegExp(`(?:^|;\\s*)${buyerCookie}=([^;]*)`).exec(request.headers.cookie ?? '')
  return queryOf(request).get('buyer') ?? cookie?.[1]
}

function queryOf({ url }: FastifyRequest): URLSearchParams {
  return new URLSearchParams(url.split('?').slice(1).join('?'))
}
