import asyncio
import os

import httpx

API = "https://api.freepik.com/v1/ai/video/kling-v3"
HEADERS = {"x-freepik-api-key": "key-of-nobody"}


async def main():
    order = {"prompt": "A fox in the snow", "duration": "5", "webhook_url": os.environ["WEBHOOK_URL"]}
    task = httpx.post(API + "-pro", json=order, headers=HEADERS).json()["data"]
    async with httpx.AsyncClient(headers=HEADERS) as client:
        while task["status"] != "COMPLETED":
            task = (await client.get(f"{API}/{task['task_id']}")).json()["data"]
        print(task["task_id"], len((await client.get(task["generated"][0])).content))


asyncio.run(main())
