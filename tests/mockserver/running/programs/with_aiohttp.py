import asyncio
import os

import aiohttp

API = "https://api.freepik.com/v1/ai/video/kling-v3"


async def main():
    order = {"prompt": "A fox in the snow", "duration": "5", "webhook_url": os.environ["WEBHOOK_URL"]}
    async with aiohttp.ClientSession(headers={"x-freepik-api-key": "key-of-nobody"}) as session:
        async with session.post(API + "-pro", json=order) as answer:
            task = (await answer.json())["data"]
        while task["status"] != "COMPLETED":
            async with session.get(f"{API}/{task['task_id']}") as answer:
                task = (await answer.json())["data"]
        async with session.get(task["generated"][0]) as answer:
            print(task["task_id"], len(await answer.read()))


asyncio.run(main())
