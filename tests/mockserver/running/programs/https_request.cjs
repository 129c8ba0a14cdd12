const https = require('https');

const headers = { 'x-freepik-api-key': 'key-of-nobody', 'content-type': 'application/json' };

function ask(url, method = 'GET', body = undefined) {
  return new Promise((resolve, reject) => {
    const request = https.request(url, { method, headers }, (answer) => {
      const pieces = [];
      answer.on('data', (piece) => pieces.push(piece));
      answer.on('end', () => resolve(Buffer.concat(pieces)));
    });
    request.on('error', reject);
    request.end(body);
  });
}

async function main() {
  const api = 'https://api.freepik.com/v1/ai/video/kling-v3';
  const order = { prompt: 'A fox in the snow', duration: '5', webhook_url: process.env.WEBHOOK_URL };
  let task = JSON.parse(await ask(`${api}-pro`, 'POST', JSON.stringify(order))).data;
  while (task.status !== 'COMPLETED') {
    task = JSON.parse(await ask(`${api}/${task.task_id}`)).data;
  }
  console.log(task.task_id, (await ask(task.generated[0])).length);
}

main();
