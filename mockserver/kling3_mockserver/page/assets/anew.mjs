// Anew: what is asked of the fake again, soon and one at a time.

const AFTER_FAILURE = 2000;

export const pause = (milliseconds) => new Promise((resolve) => setTimeout(resolve, milliseconds));

/** Return what calls `load` after a pause, and again where it is called meanwhile, or where that failed. */
export function anew(load, milliseconds) {
  let stale = false;
  let busy = false;
  return async () => {
    stale = true;
    if (busy) return;
    busy = true;
    while (stale) {
      await pause(milliseconds());
      stale = false;
      await load().catch(() => {
        stale = true;
        return pause(AFTER_FAILURE);
      });
    }
    busy = false;
  };
}
