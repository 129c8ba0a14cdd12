// Timeline: the life of a task as a line, with its readings below and its webhooks above; and the same in words.

import { drawn, element } from "./elements.mjs";
import { span, timeOfDay } from "./times.mjs";

const WIDTH = 640;
const EDGE = 12;
const LINE = 40;

/** Return the drawing and the list of what happened to a task, of which `rows` tell. */
export function timeline(task, rows, now) {
  const happened = moments(task, rows, now);
  const last = Math.max(now, ...happened.map((each) => each.at));
  const scale = (at) => EDGE + ((at - task.created_at) / Math.max(last - task.created_at, 0.001)) * (WIDTH - 2 * EDGE);
  const started = Math.min(task.in_progress_at ?? now, now);
  const ended = Math.min(task.ended_at ?? now, now);
  const picture = drawn(
    "svg", { viewBox: `0 0 ${WIDTH} 80`, "aria-hidden": "true" },
    stretch(scale(task.created_at), scale(started), "created"),
    stretch(scale(started), scale(ended), "progress"),
    stretch(scale(ended), scale(now), task.outcome === "FAILED" ? "failed" : "completed"),
    ...happened.map((each) => mark(each, scale(each.at))),
  );
  const words = happened.map((each) => element("li", { class: each.kind }, element("time", {}, timeOfDay(each.at)), ` ${each.words}`));
  return element("figure", { class: "life" }, picture, element("ol", { "aria-label": "What happened to the task" }, ...words));
}

function moments(task, rows, now) {
  const told = rows.map((row) => (row.type === "delivery" ? delivered(row) : asked(row)));
  const changes = Object.entries({ CREATED: task.created_at, IN_PROGRESS: task.in_progress_at, [task.outcome]: task.ended_at })
    .filter(([, at]) => at !== null).map(([words, at]) => ({ at, kind: "change", words }));
  const all = [...changes, ...told].map((each) => (each.at > now ? { ...each, words: `${each.words} in ${span(each.at - now)}` } : each));
  return all.sort((one, other) => one.at - other.at);
}

function asked(row) {
  const what = row.method === "POST" ? "ordered" : row.path.endsWith(".mp4") ? "video fetched" : "read";
  return { at: row.at, kind: "reading", words: `${what}: ${row.status || "no answer"}` };
}

function delivered(row) {
  const came = row.status ?? row.error ?? "not sent";
  const next = row.retry_in === null ? "" : `, again in ${span(row.retry_in)}`;
  return { at: row.at, kind: row.delivered ? "webhook" : "webhook bad", words: `webhook ${row.task_status}, attempt ${row.attempt}: ${came}${next}` };
}

function stretch(from, to, kind) {
  return drawn("line", { x1: from, x2: Math.max(to, from), y1: LINE, y2: LINE, class: `stretch ${kind}` });
}

function mark({ kind }, x) {
  if (kind.startsWith("webhook")) return drawn("path", { d: `M${x} ${LINE - 10} l-5 -12 h10 z`, class: kind });
  if (kind === "reading") return drawn("line", { x1: x, x2: x, y1: LINE + 8, y2: LINE + 20, class: kind });
  return drawn("circle", { cx: x, cy: LINE, r: 6, class: kind });
}
