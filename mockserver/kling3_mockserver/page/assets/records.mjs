// Records: the rows of requests and webhooks that the fake has told, oldest first, the newest so many of each.

const MOST = 20_000;
const SPARE = 2_000;

/** Holds rows, and tells its listeners at most once a frame that there are others. */
export class Records {
  constructor() {
    this.requests = [];
    this.deliveries = [];
    this.untold = 0;
    this.listeners = [];
    this.due = false;
  }

  /** Take in rows as they came. */
  add(rows) {
    for (const row of rows) (row.type === "request" ? this.requests : this.deliveries).push(row);
    this.shorten();
    this.changed();
  }

  /** Note how many were left out because they came too fast. */
  skip(count) {
    this.untold += count;
    this.changed();
  }

  /** Forget all. */
  clear() {
    this.requests = [];
    this.deliveries = [];
    this.untold = 0;
    this.changed();
  }

  /** Return the rows that tell of one task. */
  of(taskId) {
    const own = (row) => row.task_id === taskId;
    return [...this.requests.filter(own), ...this.deliveries.filter(own)];
  }

  shorten() {
    for (const rows of [this.requests, this.deliveries]) {
      if (rows.length > MOST + SPARE) rows.splice(0, rows.length - MOST);
    }
  }

  changed() {
    if (this.due) return;
    this.due = true;
    requestAnimationFrame(() => {
      this.due = false;
      for (const listener of this.listeners) listener();
    });
  }
}
