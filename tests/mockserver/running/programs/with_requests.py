import os

import requests

API = "https://api.magnific.com/v1/ai/video/kling-v3"
session = requests.Session()
session.headers["x-magnific-api-key"] = "key-of-nobody"
order = {"prompt": "A fox in the snow", "duration": "5", "webhook_url": os.environ["WEBHOOK_URL"]}
task = session.post(API + "-pro", json=order).json()["data"]
while task["status"] != "COMPLETED":
    task = session.get(f"{API}/{task['task_id']}").json()["data"]
print(task["task_id"], len(session.get(task["generated"][0]).content))
