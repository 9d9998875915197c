// The look-up's code at each of its steps.

import { lookupPage } from '../../src/pages/lookup.ts'
import type { Lang } from '../../src/pages/views.ts'
import type { CodeView } from '../../src/pages/views-code.ts'

import { contextOf, foundOrder, orderNumber } from './given.ts'

type CodeStep = Omit<CodeView, 'orderNumber' | 'phone'>

const ways = [
  { way: 'sms', to: '138****8000' },
  { way: 'mail', to: 'b***r@shop.example' },
] as const
const codeSteps: readonly Readonly<{ name: string; step: CodeStep }>[] = [
  { name: 'offered', step: { ways } },
  { name: 'sent', step: { ways, sent: { way: 'sms', pauseSeconds: 60 } } },
  {
    name: 'wrong',
    step: { ways, sent: { way: 'mail', pauseSeconds: 0 }, problem: { kind: 'wrong', left: 2 } },
  },
  { name: 'over', step: { ways, problem: { kind: 'over' } } },
  {
    name: 'too-often',
    step: {
      ways,
      sent: { way: 'sms', pauseSeconds: 40 },
      problem: { kind: 'limited', waitSeconds: 40 },
    },
  },
]

const typed = { orderNumber, phone: '138 0013 8000' }

export const codeSamples = codeSteps.map(({ name, step }) => ({
  name: `lookup-code-${name}`,
  render: (lang: Lang) =>
    lookupPage(contextOf(lang, { path: '/orders' }), {
      typed,
      recent: [],
      outcome: { kind: 'found', order: foundOrder(lang, { resultUrl: undefined }) },
      code: { ...typed, ...step },
    }),
}))
