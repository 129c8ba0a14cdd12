// Elements: HTML and SVG made of names, properties and children. Text only ever becomes text, never markup.

const SVG = "http://www.w3.org/2000/svg";

/** Return an element; a property that is false, and a child that is nothing, is left out. */
export function element(name, properties = {}, ...children) {
  return filled(document.createElement(name), properties, children);
}

/** Return an element of a drawing. */
export function drawn(name, properties = {}, ...children) {
  return filled(document.createElementNS(SVG, name), properties, children);
}

/** Return a button that does something, whose refusal is told. */
export function button(words, act, properties = {}) {
  const made = element("button", { type: "button", ...properties }, words);
  made.addEventListener("click", () => attempt(act));
  return made;
}

/** Do something that may be refused, and have the refusal told. */
export async function attempt(act) {
  try {
    await act();
  } catch (error) {
    dispatchEvent(new CustomEvent("trouble", { detail: error.message }));
  }
}

/** Return a fold with a heading, open or shut. */
export function fold(words, content, open = false) {
  return element("details", { open }, element("summary", {}, words), content);
}

/** Return terms and what is said of each; what is empty is left out. */
export function facts(said) {
  const told = Object.entries(said).filter(([, value]) => value);
  return element("dl", {}, ...told.flatMap(([term, value]) => [element("dt", {}, term), element("dd", {}, value)]));
}

/** Return text that keeps its lines, with a button that copies it. */
export function copyable(label, text) {
  const said = element("output");
  const copy = button("Copy", async () => {
    await navigator.clipboard.writeText(text);
    said.textContent = " copied";
  }, { "aria-label": `Copy ${label}` });
  const shown = element("pre", { tabindex: 0, role: "region", "aria-label": label }, text);
  return element("div", {}, shown, copy, said);
}

/** Return pairs of names and values as a table. */
export function table(pairs) {
  const rows = pairs.map(([name, value]) => element("tr", {}, element("th", { scope: "row" }, name), element("td", {}, value)));
  return element("table", {}, ...rows);
}

/** Return a link to what has a key in one of the views. */
export function link(view, key, words = key) {
  return element("a", { href: `#/${view}/${encodeURIComponent(key)}` }, words);
}

/** Return the code of a finding, or what went wrong on purpose, as a coloured word. */
export function chip({ code, severity = "fault" }) {
  return element("span", { class: `chip ${severity}`, title: severity }, code);
}

function filled(made, properties, children) {
  for (const [name, value] of Object.entries(properties)) {
    if (value !== undefined && value !== false) made.setAttribute(name, value === true ? "" : value);
  }
  made.append(...children.filter(Boolean));
  return made;
}
