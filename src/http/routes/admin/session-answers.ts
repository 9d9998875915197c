// What the steps of signing in answer, with the cookies that go with it.

import { Type } from 'typebox'
import type { App } from '../../../app/app.ts'
import type { SignedIn } from '../../../app/people/sign-in.ts'
import type { Raised } from '../../../app/people/step-up.ts'
import { formatShanghai } from '../../../core/time.ts'
import { sessionCookie, signInCookies } from '../../operator.ts'
import { type Answer, ok } from '../../route.ts'

export const SessionState = Type.Union([
  Type.Literal('second_factor'),
  Type.Literal('new_password'),
  Type.Literal('open'),
])
export const StateReply = Type.Object({ state: SessionState })
export const RaisedReply = Type.Object({ raised_until: Type.String() })

const stepWords = {
  second_factor: { zh: '请输入验证码', en: 'Please enter a code' },
  new_password: { zh: '请设置新密码', en: 'Please choose a new password' },
  open: { zh: '已登录', en: 'Signed in' },
}

export function signedInAnswer(app: App, step: SignedIn): Answer {
  return ok(stepWords[step.state], { state: step.state }, signInCookies(app, step))
}

export function raisedAnswer(app: App, { raisedUntil, token }: Raised): Answer {
  const data = { raised_until: formatShanghai(raisedUntil) }
  return ok({ zh: '已验证身份', en: 'Verified' }, data, [sessionCookie(app, token)])
}
