// Which addresses belong to the open internet. A server that calls addresses strangers name must never reach its own
// machine, its neighbours, or the place where a cloud tells its secrets.

import { BlockList, isIP } from 'node:net'

/** IANA's special-purpose blocks of IPv4, multicast, and Azure's wire server, which looks public. */
const closed4 = blocks('ipv4', [
  '0.0.0.0/8',
  '10.0.0.0/8',
  '100.64.0.0/10',
  '127.0.0.0/8',
  '168.63.129.16/32',
  '169.254.0.0/16',
  '172.16.0.0/12',
  '192.0.0.0/24',
  '192.0.2.0/24',
  '192.88.99.0/24',
  '192.168.0.0/16',
  '198.18.0.0/15',
  '198.51.100.0/24',
  '203.0.113.0/24',
  '224.0.0.0/4',
  '240.0.0.0/4',
])
/** Of IPv6 only this block is the internet; what embeds another address (mapped, NAT64, 6to4, Teredo) is left out. */
const open6 = blocks('ipv6', ['2000::/3'])
const closed6 = blocks('ipv6', ['2001::/23', '2001:db8::/32', '2002::/16', '3fff::/20'])

/** Whether an IP address, as text without brackets, is one anybody on the internet may reach. */
export function isPublicAddress(address: string): boolean {
  // A zone (`fe80::1%eth0`) only means something on one's own network.
  if (address.includes('%')) return false
  switch (isIP(address)) {
    case 4:
      return !closed4.check(address, 'ipv4')
    case 6:
      return open6.check(address, 'ipv6') && !closed6.check(address, 'ipv6')
    default:
      return false
  }
}

/** Whether an IP address is this machine itself. */
export function isLoopback(address: string): boolean {
  return address === '::1' || (isIP(address) === 4 && address.startsWith('127.'))
}

function blocks(family: 'ipv4' | 'ipv6', nets: readonly string[]): BlockList {
  const list = new BlockList()
  for (const net of nets) {
    const [address = '', bits] = net.split('/')
    list.addSubnet(address, Number(bits), family)
  }
  return list
}
