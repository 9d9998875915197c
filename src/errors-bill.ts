// The error codes of a bill somebody brings as a file, a part of the catalogue in errors.ts.

export const billErrors = {
  bill_unreadable: {
    status: 400,
    zh: '这不是该渠道的账单文件，没有导入。请使用从渠道商户平台下载的日账单，不要改动内容',
    en: 'This is no bill of this channel, and nothing was imported. Please use the daily bill as downloaded from the gateway, unchanged',
  },
  bill_of_other_account: {
    status: 400,
    zh: '账单属于另一个商户账号，没有导入。请用本渠道的账号下载账单',
    en: 'The bill is of another account, and nothing was imported. Please download the bill of the account this channel belongs to',
  },
  bill_of_other_day: {
    status: 400,
    zh: '账单不是这一天的[（文件里是 {day}）]，没有导入。请下载这一天的日账单',
    en: 'The bill is not of this day[ (the file says {day})], and nothing was imported. Please download the daily bill of this day',
  },
  bill_contradicts_itself: {
    status: 400,
    zh: '账单的内容与它的合计不符，或不完整[（{about}）]，没有导入。请重新下载一份',
    en: 'The bill does not add up or is not complete[ ({about})], and nothing was imported. Please download it again',
  },
  bill_kept_differs: {
    status: 409,
    zh: '这一天已经有从渠道取来的账单，与这个文件不同，没有导入。需要更新时请重新取账单',
    en: 'There is a bill of this day already, and this file differs from it, so nothing was imported. To have a newer one, fetch the bill again',
  },
} as const

export type BillErrorCode = keyof typeof billErrors
