// The error codes of one-time codes and letters, a part of the catalogue in errors.ts.

export const codeErrors = {
  code_wrong: {
    status: 400,
    zh: '验证码不对，或已经用过。请核对后重新输入[，还可以再试 {left} 次]',
    en: 'This code is wrong or was used before. Please check it and enter it again[; {left} tries are left]',
  },
  code_over: {
    status: 400,
    zh: '验证码已经失效，可能超过了 5 分钟，已经用过，或者输错了 3 次。请重新获取',
    en: 'This code no longer holds: it is older than 5 minutes, was used, or was entered wrongly three times. Please ask for a new one',
  },
  code_unavailable: {
    status: 503,
    zh: '商家还没有开通这种方式发送验证码，请换一种方式或联系商家',
    en: 'This shop cannot send codes this way. Please choose another way or contact the shop',
  },
  letter_not_found: {
    status: 404,
    zh: '没有可以重发的邮件或短信，可能还在发送，或者没有开通',
    en: 'There is no mail or message to send again: it is still on its way, or none can be sent',
  },
} as const

export type CodeErrorCode = keyof typeof codeErrors
