// ListView: a list that the filter narrows, beside what is said of the row that is open.

import { button, element } from "./elements.mjs";
import { RowList } from "./row_list.mjs";

/** A view over rows; who extends it says `rows()`, `describe(row)` and `detail(key)`, a heading and its parts. */
export class ListView {
  filtered = true;

  constructor(fake, label, nothing, ...above) {
    Object.assign(this, { fake, nothing });
    this.list = new RowList(label, (row) => this.describe(row), (row, focus) => fake.go(this.name, row.key, focus));
    this.shown = element("section", { class: "detail", tabindex: -1, "aria-label": "What is open" });
    this.box = element("div", { class: "split" }, element("section", { class: "list" }, ...above, this.list.box), this.shown);
    this.shown.addEventListener("keydown", (event) => event.key === "Escape" && this.leave());
  }

  /** Show the rows that the filter lets through. */
  update(wanted = this.wanted) {
    this.wanted = wanted;
    const all = this.rows();
    const rows = all.filter(wanted);
    this.list.show(rows);
    this.fake.tell(rows.length, all.length);
  }

  /** Open the row of this key, or none; with `focus` the keyboard goes there. */
  async open(key, focus = false) {
    this.list.mark(key);
    this.box.classList.toggle("open", key !== "");
    const parts = key ? await this.detail(key) : [element("p", { class: "soft" }, this.nothing)];
    if (this.list.active !== key) return;
    const back = button("Back to the list", () => this.leave(), { class: "back" });
    this.shown.replaceChildren(...(key ? [back] : []), ...parts.filter(Boolean));
    this.shown.scrollTop = 0;
    if (focus) this.shown.focus();
  }

  leave() {
    this.fake.go(this.name);
    this.list.box.focus();
  }
}
