// What the sign-in page says, in Chinese.

export const words = {
  title: (shop: string) => `登录${shop}管理后台`,
  email: '邮箱',
  password: '密码',
  signIn: '登录',
  second: {
    title: '第二步验证',
    text: '请输入验证器应用中的 6 位数字；手机不在身边时，可以输入一个恢复码',
    code: '验证码或恢复码',
    go: '验证',
    passkey: '使用通行密钥',
  },
  fresh: {
    title: '设置新密码',
    text: '您正在使用一次性密码。请设置自己的密码，之后用它登录',
    present: '一次性密码',
    next: '新密码',
    hint: '至少 10 个字符，越长越好',
    repeat: '再输入一次新密码',
    differs: '两次输入的新密码不一致',
    go: '保存并进入',
  },
  missing: '请填写这一项',
  again: {
    title: '登录已过期',
    text: '请重新登录。您正在填写的内容还在，登录后继续',
  },
  back: '用其他账号登录',
  passkeyFailed: '没有完成通行密钥验证，请重试或改用验证码',
}
