import json
import os
import urllib.request

API = "https://api.freepik.com/v1/ai/video/kling-v3"
HEADERS = {"x-freepik-api-key": "key-of-nobody", "content-type": "application/json"}


def ask(url, body=None):
    request = urllib.request.Request(url, body and json.dumps(body).encode(), HEADERS)
    with urllib.request.urlopen(request) as answer:
        return answer.read()


order = {"prompt": "A fox in the snow", "duration": "5", "webhook_url": os.environ["WEBHOOK_URL"]}
task = json.loads(ask(API + "-pro", order))["data"]
while task["status"] != "COMPLETED":
    task = json.loads(ask(f"{API}/{task['task_id']}"))["data"]
print(task["task_id"], len(ask(task["generated"][0])))
