// Stream: the events of the fake as they come, again after every break, from the place where it broke.

import { pause } from "./anew.mjs";
import { send } from "./api.mjs";

const PAUSES = [250, 500, 1000, 2000];

/** Tell `hear(name, data)` of each event, and of "connected" and "lost", until the page is left. */
export async function follow(hear) {
  const place = { id: "" };
  for (let failures = 0; ; failures += 1) {
    try {
      const headers = place.id ? { "last-event-id": place.id } : {};
      const response = await send("events", { headers });
      failures = 0;
      hear("connected");
      await read(response.body, place, hear);
    } catch (error) {
      hear("lost", error.message);
    }
    await pause(PAUSES[Math.min(failures, PAUSES.length - 1)]);
  }
}

async function read(body, place, hear) {
  const reader = body.pipeThrough(new TextDecoderStream()).getReader();
  let text = "";
  for (;;) {
    const { done, value } = await reader.read();
    if (done) throw new Error("The fake ended the stream of events.");
    const blocks = (text + value).split("\n\n");
    text = blocks.pop();
    for (const block of blocks) tell(block, place, hear);
  }
}

function tell(block, place, hear) {
  const fields = {};
  for (const line of block.split("\n")) {
    const colon = line.indexOf(":");
    if (colon > 0) fields[line.slice(0, colon)] = line.slice(colon + 1).trimStart();
  }
  if (fields.data !== undefined) hear(fields.event ?? "message", JSON.parse(fields.data));
  if (fields.id !== undefined) place.id = fields.id;
}
