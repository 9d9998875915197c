// What the look-up says of one-time codes, in English.

import type { CodeText } from '../zh-CN/code.ts'

export const codeEn: CodeText = {
  title: 'See everything',
  lead: 'We send a code of 6 digits to the phone or e-mail of the order. Enter it to see the whole key.',
  send: {
    sms: (to) => `Text a code to ${to}`,
    mail: (to) => `Mail a code to ${to}`,
  },
  sent: {
    sms: (to) => `A code was sent to ${to}. It is good for 5 minutes.`,
    mail: (to) => `A code was sent to ${to}. It is good for 5 minutes.`,
  },
  label: 'Code of 6 digits',
  submit: 'See it',
  again: 'Send another',
  againIn: (seconds) => `Another one in ${seconds} s`,
  wrong: (left) =>
    left === undefined
      ? 'This code is not right. Please check it and enter it again.'
      : `This code is not right. Please check it and enter it again; tries left: ${left}.`,
  over: 'This code does not hold any more. Please ask for a new one.',
  limited: (wait) =>
    `Too many codes. Please try again in ${wait}. One that was sent is still good for its 5 minutes.`,
  unavailable: 'No code can be sent now. Please contact the shop.',
  none: 'Nothing arrived?',
  noneSms:
    'A message may take a minute, and some phones hold messages back: look among the blocked ones.',
  noneMail: 'A mail may take a minute, or lie in the spam folder.',
  noneContact: 'Still nothing? Please contact the shop: ',
  noneNoContact: 'Still nothing? Use the browser you ordered with, or contact the shop.',
}
