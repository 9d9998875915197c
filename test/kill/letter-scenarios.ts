// What a buyer is told outside the page, and codes that let in: a message that went out and was not written down, a code
// that was counted and not sent, one that was used up.

import type { KeptMessage, SmsGateway } from '../support/sms-gateway.ts'
import { ask, newPurchase, type Purchase } from './buyer.ts'
import { around, aroundCommit } from './points.ts'
import { type Scenario, settle } from './scenario-steps.ts'
import type { Trial } from './trial.ts'

const account = '/api/v1/user/account'
/** Each kill may cost a try at the code that was entered. */
const triesMax = 3

export const letterScenarios: readonly Scenario[] = [
  {
    name: 'a buyer is told of the goods, and a code that is sent lets in whoever has it',
    points: [
      ...around('sms.send', 'note_letter_try', 'take_call_in_window', 'insert_one_time_code'),
      ...around('count_code_try'),
      ...aroundCommit('take_one_time_code', 'claim_orders'),
    ],
    async play(trial) {
      const sms = await trial.openSms()
      const purchase = await trial.opened(newPurchase())
      const { kills } = trial
      await settle(trial, purchase)
      await sent(trial, `order_number = $1 and kind = 'delivered'`, purchase.number)
      expectTold(sms.messages, purchase, trial.kills - kills)
      const token = await signIn(trial, sms, purchase.phone)
      const { rows } = (await trial.persist((shop) =>
        ask(shop, 'GET', '/api/v1/user/orders', undefined, { authorization: `Bearer ${token}` }),
      )) as { rows: readonly { order_number: string }[] }
      if (rows.map((row) => row.order_number).join() !== purchase.number)
        throw new Error(`the account has ${JSON.stringify(rows)}, and not ${purchase.number}`)
    },
  },
]

/** The newest letter of these was taken, and that is written down. */
async function sent(trial: Trial, which: string, value: string): Promise<void> {
  const question = `select state = 'sent' as so from letter where ${which} order by created_at desc limit 1`
  await trial.until(`a letter to ${value}`, question, [value], () =>
    trial.hurry('send-letter', 'true', []),
  )
}

/** Told once, and again at most where a kill came between the sending and the note. */
function expectTold(all: readonly KeptMessage[], { phone, number }: Purchase, kills: number) {
  const told = all.filter(({ params }) => params.order === number)
  if (told.length < 1 || told.length > 1 + kills)
    throw new Error(`${number} was told ${told.length} times around ${kills} kills`)
  if (told.some((message) => message.phone !== phone)) throw new Error(`${number} told to others`)
}

/** Answers the session's token. A code that was used up has let somebody in, or it is as good as before. */
async function signIn(trial: Trial, sms: SmsGateway, phone: string): Promise<string> {
  for (;;) {
    const code = await codeTo(trial, sms, phone)
    const { kills } = trial
    try {
      const enter = (shop: string) => ask(shop, 'POST', `${account}/sign-in`, { phone, code })
      return String((await trial.persist(enter)).token)
    } catch (error) {
      if (!String(error).includes('code_over')) throw error
      const isIn = `select exists (select from customer_session join customer using (merchant_id, customer_id)
        where phone = $1) as so`
      if (trial.kills - kills < triesMax && !(await trial.asks(isIn, [phone])))
        throw new Error('a code was used up and let nobody in')
    }
  }
}

/** The code that was sent last, asked for until the shop said that it is on its way. */
async function codeTo(trial: Trial, sms: SmsGateway, phone: string): Promise<string> {
  await trial.persist((shop) =>
    ask(shop, 'POST', `${account}/codes`, { phone, purpose: 'sign-in' }),
  )
  await sent(trial, 'kind = $1', 'code')
  const [newest] = await trial.rows<{ id: string }>(
    `select letter_id as id from letter where kind = 'code' order by created_at desc limit 1`,
  )
  const message = sms.byId.get(newest?.id ?? '')
  if (message?.phone !== phone) throw new Error(`no code came to ${phone}`)
  return message.params.code ?? ''
}
