// What the look-up says of one-time codes, in Chinese.

export const codeZh = {
  title: '查看完整内容',
  lead: '把 6 位验证码发到下单时留的手机或邮箱，填进来就能看到完整的授权码。',
  send: {
    sms: (to: string) => `发送验证码到 ${to}`,
    mail: (to: string) => `发送邮件验证码到 ${to}`,
  },
  sent: {
    sms: (to: string) => `验证码已发到 ${to}，5 分钟内有效。`,
    mail: (to: string) => `验证码已发到 ${to}，5 分钟内有效。`,
  },
  label: '6 位验证码',
  submit: '查看',
  again: '重新发送',
  againIn: (seconds: string) => `${seconds} 秒后可重新发送`,
  wrong: (left: number | undefined) =>
    left === undefined
      ? '验证码不对，请核对后重新输入。'
      : `验证码不对，请核对后重新输入，还可以试 ${left} 次。`,
  over: '验证码已经失效，请重新获取。',
  limited: (wait: string) =>
    `获取得太频繁，请在 ${wait}后再试。刚才发出的验证码 5 分钟内仍然有效。`,
  unavailable: '现在发不出验证码，请联系商家。',
  none: '没有收到？',
  noneSms: '短信可能要等一分钟，也可能被手机拦截，请看一下拦截记录。',
  noneMail: '邮件可能要等一分钟，也可能进了垃圾箱。',
  noneContact: '还是没有，请联系商家：',
  noneNoContact: '还是没有，请用下单时的浏览器打开，或联系商家。',
}

export type CodeText = typeof codeZh
