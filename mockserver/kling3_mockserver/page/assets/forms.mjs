// Forms: a choice from closed types, each with the fields that it has, and settings each by its kind.

import { attempt, element } from "./elements.mjs";

/** Return a form that tells `chosen(words)` of what was picked; `none` names the choice of nothing, or is null. */
export function choiceForm(verb, choices, none, chosen, around = []) {
  const first = none === null ? [] : [element("option", { value: "" }, none)];
  const select = element("select", {}, ...first, ...choices.map(({ name }) => element("option", { value: name }, name)));
  const fields = element("span", { class: "fields" });
  const help = element("p", { class: "soft" });
  const show = () => {
    const choice = choices.find(({ name }) => name === select.value);
    help.textContent = choice ? `${choice.help} For example: ${choice.example}` : "";
    fields.replaceChildren(...(choice?.fields ?? []).map(field));
  };
  select.addEventListener("change", show);
  const label = element("label", {}, "What ", select);
  const form = element("form", {}, label, fields, ...around, element("button", {}, verb), help);
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    const filled = [...fields.querySelectorAll("input, select")].map((each) => each.value.trim());
    attempt(() => chosen([select.value, ...filled].filter(Boolean).join(" ")));
  });
  show();
  return form;
}

/** Return the label of a setting and what shows its value; `changed` is told by name, null takes a value away. */
export function settingControl({ name, kind, help, choices, many }, changed) {
  const isFlag = kind === "boolean";
  const control = isFlag ? element("input", { type: "checkbox" })
    : kind === "choice" && !many ? selectOf(choices)
      : element("input", { spellcheck: "false", autocomplete: "off" });
  const value = () => {
    const text = control.value.trim();
    if (isFlag) return control.checked;
    return many ? text.split(/\s+/).filter(Boolean) : text || null;
  };
  control.addEventListener("change", () => attempt(() => changed({ [name]: value() })));
  const show = (now) => {
    if (document.activeElement === control) return;
    if (isFlag) control.checked = now;
    else control.value = Array.isArray(now) ? now.join(" ") : now ?? "";
  };
  const words = [element("span", { class: "name" }, name), control, element("span", { class: "soft" }, help)];
  return { label: element("label", { class: "setting" }, ...words), show };
}

function field({ name, kind, required, choices }) {
  const isNumber = kind === "number" || kind === "integer";
  const input = choices?.length ? selectOf(["", ...choices])
    : element("input", { required, size: 8, ...(isNumber ? { type: "number", min: 0, step: kind === "integer" ? 1 : "any" } : {}) });
  return element("label", {}, `${name} `, input);
}

/** Return a choice of values. */
export function selectOf(values) {
  return element("select", {}, ...values.map((each) => element("option", {}, String(each))));
}
