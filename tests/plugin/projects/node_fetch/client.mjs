// Orders a video by fetch, waits for it and for its webhook, and prints what became of it as one line of JSON.
// Where the service is, is said by FREEPIK_BASE_URL; PAUSE are the milliseconds between two looks. It knows nothing of any fake.
import { receiving } from './receiver.mjs'

const base = `${process.env.FREEPIK_BASE_URL ?? 'https://api.freepik.com'}/v1/ai/video`
const headers = { 'x-freepik-api-key': process.env.FREEPIK_API_KEY, 'content-type': 'application/json' }
const pause = Number(process.env.PAUSE ?? 5000)

async function call(path, order) {
  const answer = await fetch(`${base}/${path}`, order && { method: 'POST', headers, body: JSON.stringify(order) } || { headers })
  const body = await answer.json()
  if (!answer.ok) throw new Error(body.message)
  return body.data
}

async function end(id) {
  for (;;) {
    const task = await call(`kling-v3/${id}`)
    if (['COMPLETED', 'FAILED'].includes(task.status)) return task
    await new Promise((resume) => setTimeout(resume, pause))
  }
}

const receiver = await receiving(process.env.WEBHOOK_SECRET)
const { task_id: id } = await call('kling-v3-pro', { ...JSON.parse(process.argv[2]), webhook_url: receiver.url })
const task = await end(id)
const video = task.generated.length ? await (await fetch(task.generated[0])).arrayBuffer() : new ArrayBuffer(0)
const told = await receiver.ended(id)
receiver.close()
console.log(JSON.stringify({ id, status: task.status, told, bytes: video.byteLength }))
