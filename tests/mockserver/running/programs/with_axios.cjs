const axios = require('axios');

async function main() {
  const api = 'https://api.freepik.com/v1/ai/video/kling-v3';
  const client = axios.create({ headers: { 'x-freepik-api-key': 'key-of-nobody' } });
  const order = { prompt: 'A fox in the snow', duration: '5', webhook_url: process.env.WEBHOOK_URL };
  let task = (await client.post(`${api}-pro`, order)).data.data;
  while (task.status !== 'COMPLETED') {
    task = (await client.get(`${api}/${task.task_id}`)).data.data;
  }
  const video = await client.get(task.generated[0], { responseType: 'arraybuffer' });
  console.log(task.task_id, video.data.length);
}

main();
