// Times: moments and spans in words, and what time the fake has.

/** Return date and time of unix seconds, as the clock of this machine has them. */
export function moment(seconds) {
  return new Date(seconds * 1000).toLocaleString("sv-SE");
}

/** Return the time of day of unix seconds. */
export function timeOfDay(seconds) {
  return moment(seconds).slice(-8);
}

/** Return a span in the unit that suits it. */
export function span(seconds) {
  const size = Math.abs(seconds);
  if (size < 1) return `${(seconds * 1000).toFixed(size < 0.01 ? 1 : 0)} ms`;
  if (size < 120) return `${seconds.toFixed(size < 10 ? 1 : 0)} s`;
  return `${Math.floor(seconds / 60)} min ${Math.round(seconds % 60)} s`;
}

/** The clock of the fake: between two of its words a real one runs on, a manual one stands. */
export class FakeTime {
  constructor() {
    this.hear({ now: Date.now() / 1000, clock: "real" });
  }

  /** Take in what the fake said of its clock. */
  hear({ now, clock }) {
    this.told = now;
    this.heard = performance.now();
    this.manual = clock === "manual";
  }

  /** Return unix seconds. */
  now() {
    return this.manual ? this.told : this.told + (performance.now() - this.heard) / 1000;
  }
}
