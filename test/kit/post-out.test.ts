// Posting to an address somebody else named: what must not be reached is not reached, however it is spelled, and a
// server that answers late, long or elsewhere cannot do more than fail.

import { createServer } from 'node:https'
import { type AddressInfo, createServer as createSocketServer, isIP, type Server } from 'node:net'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type Posted, postOut } from '../../src/kit/post-out.ts'
import { isLoopback, isPublicAddress } from '../../src/kit/public-address.ts'
import { issueCertificate } from '../../src/simulator/x509.ts'
import { rsaPair } from '../support/rsa-pair.ts'
import { answers, Receiver } from '../support/webhook-receiver.ts'

const limits = { connectMs: 5_000, wholeMs: 5_000, answerMax: 16_384 }
let receiver: Receiver
beforeAll(async () => {
  receiver = await Receiver.start()
})
afterAll(() => receiver?.stop())

const posting = (url: string) => ({ url, headers: { 'content-type': 'text/plain' }, body: 'é' })
const here = { mayReach: isLoopback }
const outside = { mayReach: isPublicAddress }
const portOf = (server: Pick<Server, 'address'>) => (server.address() as AddressInfo).port

describe('the open internet', () => {
  it.each([
    '1.1.1.1',
    '8.8.8.8',
    '172.15.0.1',
    '172.32.0.1',
    '100.63.0.1',
    '2606:4700::1111',
    '2a00::1',
  ])('has %s in it', (address) => {
    expect(isPublicAddress(address)).toBe(true)
  })

  it.each([
    ...[
      '0.0.0.0',
      '0.1.2.3',
      '10.0.0.1',
      '100.64.0.1',
      '100.100.100.200',
      '127.0.0.1',
      '127.1.2.3',
    ],
    ...[
      '168.63.129.16',
      '169.254.169.254',
      '172.16.0.1',
      '172.31.255.255',
      '192.0.0.170',
      '192.168.1.1',
    ],
    ...['198.18.0.1', '198.51.100.7', '203.0.113.9', '224.0.0.1', '239.1.1.1', '255.255.255.255'],
    ...[
      '::',
      '::1',
      '::ffff:127.0.0.1',
      '::ffff:8.8.8.8',
      '::ffff:a9fe:a9fe',
      '64:ff9b::7f00:1',
      '100::1',
    ],
    ...[
      '2001::1',
      '2001:db8::1',
      '2002:7f00:1::',
      'fc00::1',
      'fd00:ec2::254',
      'fe80::1',
      'fe80::1%lo',
    ],
    ...['ff02::1', 'fec0::1', '::127.0.0.1', 'localhost', '', '127.1', '2130706433'],
  ])('has no %s', (address) => {
    expect(isPublicAddress(address)).toBe(false)
  })
})

describe('an address that must not be reached', () => {
  const spellings = [
    ...[
      '127.0.0.1',
      '127.1',
      '127.0.1',
      '2130706433',
      '0x7f000001',
      '0x7f.1',
      '017700000001',
      '0177.0.0.1',
    ],
    ...[
      '127.000.000.001',
      '0',
      '0.0.0.0',
      '[::1]',
      '[::]',
      '[0:0:0:0:0:0:0:1]',
      '[::ffff:127.0.0.1]',
    ],
    ...[
      '[::ffff:7f00:1]',
      '[64:ff9b::127.0.0.1]',
      'localhost',
      'LOCALHOST',
      'localhost.',
      '①②⑦.⓪.⓪.①',
    ],
    ...[
      '169.254.169.254',
      '0xa9fea9fe',
      '2852039166',
      '[fd00:ec2::254]',
      '10.0.0.1',
      '192.168.0.1',
      '%31%32%37.0.0.1',
    ],
  ]
  it.each(spellings)('is never connected to when it is spelled %s', async (host) => {
    const before = receiver.received.length
    const { port } = new URL(receiver.url('/'))
    const posted = await postOut(posting(`http://${host}:${port}/`), outside, limits)
    // A spelling the system cannot resolve at all has reached nothing either.
    expect(['blocked', 'unreachable']).toContain(posted.outcome)
    if (isIP(new URL(`http://${host}/`).hostname.replace(/^\[|\]$/g, '')))
      expect(posted.outcome).toBe('blocked')
    expect(receiver.received).toHaveLength(before)
  })

  it('is not reached behind a name, even when only one of its addresses is closed', async () => {
    const resolve = async () => [
      { address: '93.184.216.34', family: 4 },
      { address: '127.0.0.1', family: 4 },
    ]
    const posted = await postOut(
      posting(receiver.url('/').replace('127.0.0.1', 'mixed.example')),
      { ...outside, resolve },
      limits,
    )
    expect(posted).toMatchObject({ outcome: 'blocked', error: '127.0.0.1 must not be reached' })
  })

  it('is not reached by a name that answers something else the second time', async () => {
    let asked = 0
    const resolve = async () => {
      asked += 1
      return [{ address: asked === 1 ? '127.0.0.2' : '127.0.0.1', family: 4 }]
    }
    // The receiver listens on 127.0.0.1 alone: only a second question would find it.
    const reach = { mayReach: (address: string) => address === '127.0.0.2', resolve }
    const posted = await postOut(
      posting(receiver.url('/').replace('127.0.0.1', 'turns.example')),
      reach,
      limits,
    )
    expect(posted).toMatchObject({ outcome: 'unreachable', error: 'ECONNREFUSED' })
    expect(asked).toBe(1)
  })
})

describe('a server', () => {
  const post = (path: string, more = limits): Promise<Posted> =>
    postOut(posting(receiver.url(path)), here, more)

  it('is sent the bytes as they are, and what it answers comes back', async () => {
    receiver.behaviours.set('/fine', answers(202, { 'retry-after': '7' }, 'thanks'))
    const posted = await post('/fine')
    expect(posted).toMatchObject({ outcome: 'answered', status: 202, retryAfter: '7' })
    expect(posted.outcome === 'answered' && posted.body.toString()).toBe('thanks')
    expect(receiver.at('/fine')[0]).toMatchObject({ body: 'é', headers: { 'content-length': '2' } })
  })

  it('that redirects is not followed', async () => {
    receiver.behaviours.set('/moved', answers(307, { location: receiver.url('/there') }))
    expect(await post('/moved')).toMatchObject({ outcome: 'answered', status: 307 })
    expect(receiver.at('/there')).toEqual([])
  })

  it('that never answers is given up', async () => {
    receiver.behaviours.set('/silent', () => {})
    const posted = await post('/silent', { ...limits, wholeMs: 50 })
    expect(posted).toMatchObject({ outcome: 'unreachable', error: 'no answer in time' })
  })

  it('that begins an answer and does not end it is given up', async () => {
    receiver.behaviours.set('/drip', (response) => {
      response.writeHead(200).write('…')
    })
    const posted = await post('/drip', { ...limits, wholeMs: 50 })
    expect(posted).toMatchObject({ outcome: 'unreachable', error: 'no answer in time' })
  })

  it('that takes the line and says nothing of TLS is given up as not connected', async () => {
    const mute = createSocketServer(() => {})
    await new Promise<void>((resolve) => mute.listen(0, '127.0.0.1', resolve))
    const url = `https://127.0.0.1:${portOf(mute)}/`
    const posted = await postOut(posting(url), here, { ...limits, connectMs: 50 })
    expect(posted).toMatchObject({ outcome: 'unreachable', error: 'no connection in time' })
    mute.close()
  })

  it('that answers without end is read up to the limit', async () => {
    receiver.behaviours.set('/flood', (response) => {
      response.writeHead(200)
      const chunk = Buffer.alloc(64 * 1024, 'x')
      const pour = () => {
        while (!response.destroyed && response.write(chunk));
        if (!response.destroyed) response.once('drain', pour)
      }
      pour()
    })
    const posted = await post('/flood')
    expect(posted.outcome === 'answered' && posted.body.length).toBe(16_384)
  })

  it('that breaks the line is a failure with the system’s own word', async () => {
    receiver.behaviours.set('/cut', (response) => response.destroy())
    expect(await post('/cut')).toMatchObject({ outcome: 'unreachable', error: 'ECONNRESET' })
  })

  it('whose certificate nobody vouches for is not told anything', async () => {
    const { publicKey, privateKey } = rsaPair()
    const subject = { C: 'CN', O: 'Nobody', OU: 'Nobody', CN: '127.0.0.1' }
    const cert = issueCertificate({
      subject,
      publicKey,
      issuer: subject,
      issuerKey: privateKey,
      isAuthority: false,
    })
    let asked = 0
    const key = privateKey.export({ type: 'pkcs8', format: 'pem' })
    const server = createServer({ key, cert }, (_request, response) => {
      asked += 1
      response.end()
    })
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
    const posted = await postOut(posting(`https://127.0.0.1:${portOf(server)}/`), here, limits)
    expect(posted).toMatchObject({ outcome: 'unreachable', error: 'DEPTH_ZERO_SELF_SIGNED_CERT' })
    expect(asked).toBe(0)
    server.close()
  })
})
