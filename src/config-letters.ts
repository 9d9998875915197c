// The variables of mail and text messages.

import { hidden, mailServer, matching, webAddress, yesNo } from './config-kinds.ts'
import { optional, withDefault } from './config-variable.ts'

const template = matching(
  /^SMS_\d{4,20}$/,
  '模板代码，例如 SMS_123456789',
  'a template such as SMS_123456789',
)

export const mail = {
  SMTP_URL: optional(
    mailServer,
    '邮件服务器，例如 smtps://账号:密码@smtp.example.com:465',
    'Mail server, such as smtps://user:password@smtp.example.com:465',
    'or-file',
  ),
  MAIL_FROM: optional(
    matching(
      /^(?:[^<>@"\p{Cc}]{1,60}<[^\s@<>"]{1,64}@[^\s@<>"]{1,190}>|[^\s@<>"]{1,64}@[^\s@<>"]{1,190})$/u,
      '发件地址，例如 shop@example.com 或 店名 <shop@example.com>',
      'the address mail comes from, such as shop@example.com or Shop <shop@example.com>',
    ),
    '发件地址，可以带店名',
    'The address mail comes from; a name may stand before it',
  ),
  MAIL_KEYS: withDefault(
    yesNo,
    'false',
    '发货邮件里直接写完整授权码；关闭时买家凭验证码在网站上查看',
    'Whole keys stand in the mail of a delivery; without it buyers see them on the site, with a code',
  ),
}

export const sms = {
  ALIYUN_SMS_KEY_ID: optional(
    matching(/^[0-9A-Za-z]{10,64}$/, 'AccessKey ID', 'an AccessKey id'),
    '阿里云短信的 AccessKey ID',
    'AccessKey id of Aliyun SMS',
  ),
  ALIYUN_SMS_KEY_SECRET: optional(
    hidden(/^[0-9A-Za-z]{16,64}$/, 'AccessKey Secret', 'an AccessKey secret'),
    '阿里云短信的 AccessKey Secret',
    'AccessKey secret of Aliyun SMS',
    'or-file',
  ),
  ALIYUN_SMS_SIGN: optional(
    matching(
      /^[^\p{Cc}【】[\]]{2,20}$/u,
      '审核通过的短信签名',
      'an approved signature, 2 to 20 characters',
    ),
    '短信签名，不带【】',
    'Signature at the head of each message, without brackets',
  ),
  ALIYUN_SMS_TEMPLATE_CODE: optional(
    template,
    '验证码短信的模板代码，变量 code',
    'Template of codes; its variable is code',
  ),
  ALIYUN_SMS_TEMPLATE_DELIVERED: optional(
    template,
    '发货短信的模板代码，变量 order；不填则不发',
    'Template of deliveries; its variable is order. Unset: none is sent',
  ),
  ALIYUN_SMS_TEMPLATE_OWED: optional(
    template,
    '稍后发货短信的模板代码，变量 order；不填则不发',
    'Template of deliveries that come later; its variable is order. Unset: none is sent',
  ),
  ALIYUN_SMS_TEMPLATE_REFUNDED: optional(
    template,
    '退款短信的模板代码，变量 order 和 amount；不填则不发',
    'Template of refunds; its variables are order and amount. Unset: none is sent',
  ),
  ALIYUN_SMS_GATEWAY: withDefault(
    webAddress,
    'https://dysmsapi.aliyuncs.com',
    '阿里云短信的接口地址',
    'Address of the Aliyun SMS interface',
  ),
}
