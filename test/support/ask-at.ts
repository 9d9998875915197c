// Asks a shop as a browser does that was led to it by some host name.

import { request } from 'node:http'

export type Said = Readonly<{
  status: number
  text: string
  location: string
  cookies: string
  vary: string
}>
export type Sent = Readonly<{ headers?: Record<string, string>; form?: object; json?: object }>

/** As a browser asks that was led to this host. */
export function askAt(
  url: string,
  host: string,
  path: string,
  { headers = {}, form, json }: Sent = {},
): Promise<Said> {
  const body = form ? new URLSearchParams({ ...form }).toString() : json && JSON.stringify(json)
  const type = form ? 'application/x-www-form-urlencoded' : 'application/json'
  const sent = { host, ...(body ? { 'content-type': type } : {}), ...headers }
  const method = body ? 'POST' : 'GET'
  return new Promise((resolve, reject) => {
    const asked = request(url + path, { method, headers: sent, agent: false }, (reply) => {
      const chunks: Buffer[] = []
      reply.on('data', (chunk: Buffer) => chunks.push(chunk))
      reply.on('end', () => {
        const cookies = (reply.headers['set-cookie'] ?? []).join('\n')
        const { location = '', vary = '' } = reply.headers
        const text = Buffer.concat(chunks).toString('utf8')
        resolve({ status: reply.statusCode ?? 0, text, location, cookies, vary })
      })
    })
    asked.on('error', reject)
    asked.end(body)
  })
}
