// Stopping a server that browsers hold open: connections without a request under way are cut at once, the
// others when their request is answered or its time is over.

import type { Server } from 'node:http'
import type { Socket } from 'node:net'

/** A request still under way after this is cut; the rest of the time to stop belongs to the database. */
const requestGraceMs = 5_000

export interface Connections {
  /** Call when the server has stopped listening. */
  end(): void
}

export function trackConnections(server: Server): Connections {
  const open = new Set<Socket>()
  const busy = new Map<Socket, number>()
  let ending = false

  server.on('connection', (socket: Socket) => {
    open.add(socket)
    socket.once('close', () => {
      open.delete(socket)
      busy.delete(socket)
    })
  })
  server.on('request', ({ socket }, response) => {
    busy.set(socket, (busy.get(socket) ?? 0) + 1)
    response.once('close', () => {
      const left = (busy.get(socket) ?? 1) - 1
      if (left > 0) busy.set(socket, left)
      else busy.delete(socket)
      if (ending && left === 0) socket.destroySoon()
    })
  })

  return {
    end() {
      ending = true
      for (const socket of open) if (!busy.has(socket)) socket.destroy()
      setTimeout(() => server.closeAllConnections(), requestGraceMs).unref()
    },
  }
}
