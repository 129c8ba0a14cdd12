// RowList: a long list of which only the rows in sight are drawn, the newest at its top.

import { element } from "./elements.mjs";

const HEIGHT = 34;
const BEYOND = 8;
let lists = 0;

/** Return the parts of a row, each by its class. */
export function cells(parts) {
  return Object.entries(parts).map(([name, part]) => element("span", { class: name }, ...[part].flat()));
}

/** A listbox; `describe(row)` returns what stands in a row, `opened(row)` is told which one is looked at. */
export class RowList {
  constructor(label, describe, opened) {
    this.describe = describe;
    this.opened = opened;
    this.rows = [];
    this.drawn = new Map();
    this.active = "";
    this.name = `list${(lists += 1)}`;
    this.floor = element("div", { class: "floor", role: "presentation" });
    this.box = element("div", { class: "rows", role: "listbox", tabindex: 0, "aria-label": label }, this.floor);
    this.box.addEventListener("scroll", () => this.draw(), { passive: true });
    this.box.addEventListener("keydown", (event) => this.press(event));
    this.box.addEventListener("click", (event) => this.point(event));
    new ResizeObserver(() => this.draw()).observe(this.box);
  }

  /** Show rows, oldest first; what is in sight stays there unless the top of the list is. */
  show(rows) {
    const more = rows.length - this.rows.length;
    const stays = this.box.scrollTop > 0 && more > 0;
    this.rows = rows;
    this.floor.style.height = `${rows.length * HEIGHT}px`;
    if (stays) this.box.scrollTop += more * HEIGHT;
    this.draw();
  }

  /** Mark the row that is looked at, by its key; it is not scrolled to. */
  mark(key) {
    this.active = key;
    this.draw();
  }

  draw() {
    const first = Math.max(0, Math.floor(this.box.scrollTop / HEIGHT) - BEYOND);
    const last = Math.min(this.rows.length, Math.ceil((this.box.scrollTop + this.box.clientHeight) / HEIGHT) + BEYOND);
    const wanted = new Map();
    for (let place = first; place < last; place += 1) wanted.set(this.at(place).key, place);
    for (const [key, shown] of this.drawn) {
      if (wanted.has(key)) continue;
      shown.remove();
      this.drawn.delete(key);
    }
    // In the order in which they are seen, as a screen reader reads them.
    let next = this.floor.firstElementChild;
    for (const place of wanted.values()) {
      const shown = this.place(this.at(place), place);
      if (shown === next) next = next.nextElementSibling;
      else this.floor.insertBefore(shown, next);
    }
    const chosen = this.drawn.get(this.active);
    if (chosen) this.box.setAttribute("aria-activedescendant", chosen.id);
    else this.box.removeAttribute("aria-activedescendant");
  }

  place(row, place) {
    let shown = this.drawn.get(row.key);
    if (!shown) {
      shown = element("div", { role: "option", id: `${this.name}-${row.key}`, class: "row" });
      this.drawn.set(row.key, shown);
    }
    if (shown.row !== row) {
      // The element stays, or a click that is under way would be lost.
      shown.replaceChildren(...this.describe(row));
      shown.row = row;
    }
    shown.style.transform = `translateY(${place * HEIGHT}px)`;
    shown.setAttribute("aria-selected", String(row.key === this.active));
    shown.setAttribute("aria-posinset", place + 1);
    shown.setAttribute("aria-setsize", this.rows.length);
    return shown;
  }

  press(event) {
    const page = Math.max(1, Math.floor(this.box.clientHeight / HEIGHT) - 1);
    const steps = { ArrowDown: 1, ArrowUp: -1, PageDown: page, PageUp: -page, Home: -Infinity, End: Infinity, Enter: 0 };
    if (!(event.key in steps) || !this.rows.length) return;
    event.preventDefault();
    this.step(steps[event.key]);
  }

  /** Choose the row so many places below; by no step the keyboard goes to what is said of the row. */
  step(by) {
    const last = this.rows.length - 1;
    const chosen = this.rows.findLastIndex((row) => row.key === this.active);
    const now = chosen >= 0 ? last - chosen : by > 0 ? -1 : 0;
    const place = Math.min(Math.max(now + by, 0), last);
    this.reveal(place);
    this.choose(this.at(place), by === 0);
  }

  point(event) {
    const shown = event.target.closest("[role=option]");
    if (shown) this.choose(shown.row, false);
  }

  choose(row, focus) {
    this.mark(row.key);
    this.opened(row, focus);
  }

  reveal(place) {
    const top = place * HEIGHT;
    if (top < this.box.scrollTop) this.box.scrollTop = top;
    const below = top + HEIGHT - this.box.clientHeight;
    if (below > this.box.scrollTop) this.box.scrollTop = below;
  }

  /** Return the row at a place, counted from the top. */
  at(place) {
    return this.rows[this.rows.length - 1 - place];
  }
}
