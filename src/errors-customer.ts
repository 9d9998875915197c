// The error codes of buyers' accounts, a part of the catalogue in errors.ts.

export const customerErrors = {
  credentials_wrong: {
    status: 401,
    zh: '账号或密码不对，请检查后重试；也可以用验证码登录',
    en: 'The account or the password is not right. Please check them and try again, or sign in with a code',
  },
  sign_in_again: {
    status: 403,
    zh: '为了您的账号安全，请输入现在的密码，或重新登录后再试',
    en: 'To keep your account safe, please enter your present password, or sign in again first',
  },
  reach_taken: {
    status: 409,
    zh: '这个手机号或邮箱已经属于另一个账号',
    en: 'This phone number or e-mail address belongs to another account already',
  },
  customer_not_found: {
    status: 404,
    zh: '没有找到这位顾客，账号可能已经注销。请刷新列表',
    en: 'This customer was not found; the account may have been deleted. Please refresh the list',
  },
} as const

export type CustomerErrorCode = keyof typeof customerErrors
