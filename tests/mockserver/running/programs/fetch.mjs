const api = 'https://api.freepik.com/v1/ai/video/kling-v3';
const headers = { 'x-freepik-api-key': 'key-of-nobody', 'content-type': 'application/json' };
const order = { prompt: 'A fox in the snow', duration: '5', webhook_url: process.env.WEBHOOK_URL };

let answer = await fetch(`${api}-pro`, { method: 'POST', headers, body: JSON.stringify(order) });
let task = (await answer.json()).data;
while (task.status !== 'COMPLETED') {
  answer = await fetch(`${api}/${task.task_id}`, { headers });
  task = (await answer.json()).data;
}
const video = await fetch(task.generated[0]);
console.log(task.task_id, (await video.arrayBuffer()).byteLength);
