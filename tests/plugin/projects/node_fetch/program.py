"""Runs the program, which is written for Node, as its tests need it."""

import json
import os
import subprocess
from pathlib import Path

CLIENT = Path(__file__).with_name("client.mjs")


def run(secret: str, **order: object) -> dict[str, object]:
    """Return what the program says became of an order."""
    more = {"FREEPIK_API_KEY": "a key", "WEBHOOK_SECRET": secret, "PAUSE": "0"}
    command = ["node", str(CLIENT), json.dumps(order)]
    ended = subprocess.run(command, env=os.environ | more, capture_output=True, text=True, timeout=60, check=False)
    if ended.returncode:
        raise RuntimeError(ended.stderr)
    return json.loads(ended.stdout)
