// Takes the service's webhooks on a port of its own, and believes only those that are signed.
import { createHmac, timingSafeEqual } from 'node:crypto'
import { once } from 'node:events'
import { createServer } from 'node:http'

export async function receiving(secret) {
  const statuses = new Map()
  const waiting = new Map()
  const server = createServer(async (request, response) => {
    const body = Buffer.concat(await request.toArray())
    const content = `${request.headers['webhook-id']}.${request.headers['webhook-timestamp']}.${body}`
    const expected = Buffer.from(`v1,${createHmac('sha256', secret).update(content).digest('base64')}`)
    const given = Buffer.from(request.headers['webhook-signature'])
    const good = given.length === expected.length && timingSafeEqual(given, expected)
    response.writeHead(good ? 204 : 401).end()
    if (!good) return
    const told = JSON.parse(body)
    if (!['COMPLETED', 'FAILED'].includes(told.status)) return
    statuses.set(told.task_id, told.status)
    waiting.get(told.task_id)?.(told.status)
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  return {
    url: `http://127.0.0.1:${server.address().port}/hook`,
    ended: (id) => statuses.get(id) ?? new Promise((resume) => waiting.set(id, resume)),
    close: () => { server.close(); server.closeAllConnections() },
  }
}
