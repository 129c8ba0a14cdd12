// TasksView: what was ordered and what became of it, and the buttons that end a task.

import { anew } from "./anew.mjs";
import { ask, post, videoAddress } from "./api.mjs";
import { button, element, facts, fold, link } from "./elements.mjs";
import { jsonBody } from "./json_body.mjs";
import { ListView } from "./list_view.mjs";
import { cells } from "./row_list.mjs";
import { timeline } from "./timeline.mjs";
import { moment, timeOfDay } from "./times.mjs";

const PAUSE = 300;
const SHARE = 20;
const ENDS = { complete: "Complete", fail: "Fail", "complete-without-url": "Complete without URL" };

export class TasksView extends ListView {
  name = "tasks";
  title = "Tasks";
  tasks = [];
  took = 0;

  constructor(fake) {
    super(fake, "Tasks, the newest first", "Choose a task: its line of time, its order, its video and the buttons that end it stand here.");
    // Of the fake's time no more than a twentieth is asked.
    this.look = anew(() => this.load(), () => Math.max(PAUSE, SHARE * this.took));
  }

  update(wanted) {
    super.update(wanted);
    this.look();
  }

  /** Show that time goes on: tasks move by the clock, without a word of the fake. */
  tick() {
    super.update();
    this.drawLife();
  }

  rows() {
    const now = this.fake.time.now();
    return this.tasks.map((task) => ({ ...task, key: task.task_id, apiKey: task.key, at: task.created_at, status: statusAt(task, now) }));
  }

  async load() {
    const began = performance.now();
    this.tasks = (await ask(`tasks?limit=1000`)).reverse();
    this.took = performance.now() - began;
    if (this.fake.view !== this) return;
    super.update();
    const open = this.tasks.find((task) => task.task_id === this.list.active);
    if (open && JSON.stringify(open) !== JSON.stringify(this.task)) await this.open(open.task_id);
    this.drawLife();
  }

  describe(row) {
    return cells({ time: timeOfDay(row.at), name: row.model, main: row.task_id, [`status ${row.status}`]: row.status });
  }

  async detail(id) {
    this.task = await ask(`tasks/${id}`);
    const { task } = this;
    const order = this.fake.records.of(id).find((row) => row.method === "POST");
    const body = order && (await ask(`requests/${order.number}`).catch(() => null))?.request.body;
    this.life = element("div", {});
    this.drawLife();
    return [
      element("h2", {}, `${task.model}: ${task.status}`),
      element("p", { class: "actions" }, ...Object.entries(ENDS).map((each) => this.ending(task, ...each))),
      this.life,
      video(task),
      facts({
        Task: id, Ordered: moment(task.created_at), "By the key": task.key, Goes: task.scenario,
        "Reads until its end": task.reads_left,
        Video: `${task.video.seconds} s, ${task.video.aspect_ratio}, ${task.video.audio ? "with sound" : "silent"}`,
        Calls: task.webhook_url,
      }),
      body && fold("What was ordered", jsonBody("What was ordered", body), true),
      order && element("p", {}, link("requests", String(order.number), "The request that ordered it")),
    ];
  }

  drawLife() {
    if (!this.life || this.task.task_id !== this.list.active) return;
    this.life.replaceChildren(timeline(this.task, this.fake.records.of(this.task.task_id), this.fake.time.now()));
  }

  ending(task, outcome, words) {
    const end = async () => {
      await post(`tasks/${task.task_id}/${outcome}`);
      await this.load();
    };
    return button(words, end, { disabled: ["COMPLETED", "FAILED"].includes(task.status) });
  }
}

/** Return the status at a moment of the clock. */
function statusAt(task, now) {
  if (task.ended_at !== null && now >= task.ended_at) return task.outcome;
  return task.in_progress_at !== null && now >= task.in_progress_at ? "IN_PROGRESS" : "CREATED";
}

function video({ generated: [first] }) {
  return first && element("video", { controls: true, preload: "none", src: videoAddress(first), "aria-label": "The video of the task" });
}
