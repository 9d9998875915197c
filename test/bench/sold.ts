// Whether what was answered is in the books: every order paid once, by a fact of its own, with its licence.

import { statement } from '../../src/db/connect.ts'
import type { Program } from './program.ts'

const countSold = statement(
  'bench_count_sold',
  `select count(*) as placed, count(*) filter (where o.state = 'paid') as paid,
     count(*) filter (where o.state = 'paid' and (o.paid_fen <> o.due_fen
       or (select count(*) from license l
           where l.merchant_id = o.merchant_id and l.order_number = o.order_number) <> 1
       or (select count(*) from payment_fact f where f.merchant_id = o.merchant_id
             and f.order_number = o.order_number and f.verdict = 'accepted') <> 1)) as wrong
   from orders o`,
)

/** Throws unless so many orders were placed, and so many of them paid: all when nothing is said. */
export async function proveSold(
  { db }: Pick<Program, 'db'>,
  placed: number,
  paid: number = placed,
): Promise<void> {
  const [books] = await db.rows<{ placed: number; paid: number; wrong: number }>(countSold, [])
  if (books?.placed === placed && books.paid === paid && books.wrong === 0) return
  throw new Error(`answered: ${placed} placed, ${paid} paid; kept: ${JSON.stringify(books)}`)
}
