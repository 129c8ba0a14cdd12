// JsonBody: a body laid out as JSON, with each finding at the place that it is about.

import { chip, element } from "./elements.mjs";

/** Return a body with its findings; those whose place is not in it stand at the nearest place around it. */
export function jsonBody(label, text, findings = []) {
  const value = parsed(text);
  const shown = element("div", { class: "json", tabindex: 0, role: "region", "aria-label": label });
  if (value === undefined) {
    shown.append(element("code", {}, text === "" ? "no body" : text), ...findings.map(mend));
    return shown;
  }
  const places = new Map();
  for (const finding of findings) {
    const place = nearest(value, finding.pointer ?? "");
    places.set(place, [...(places.get(place) ?? []), finding]);
  }
  lines(value, "", "", "", "", places, shown);
  return shown;
}

/** Return one finding in words. */
export function mend(finding) {
  return element("p", { class: `mend ${finding.severity}` }, chip(finding), ` ${finding.severity}: ${finding.message}`);
}

function parsed(text) {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

function nearest(value, pointer) {
  let place = "";
  let here = value;
  for (const step of pointer.split("/").slice(1)) {
    const name = step.replaceAll("~1", "/").replaceAll("~0", "~");
    if (here === null || typeof here !== "object" || !Object.hasOwn(here, name)) break;
    here = here[name];
    place += `/${step}`;
  }
  return place;
}

function lines(value, place, indent, before, after, places, shown) {
  const found = places.get(place) ?? [];
  const line = (text) => shown.append(element("code", { class: found.length ? `line ${found[0].severity}` : "line" }, text));
  const names = Object.keys(typeof value === "object" ? value ?? {} : {});
  const isList = Array.isArray(value);
  line(indent + before + (!names.length ? JSON.stringify(value) + after : isList ? "[" : "{"));
  shown.append(...found.map(mend));
  if (!names.length) return;
  names.forEach((name, number) => {
    const step = name.replaceAll("~", "~0").replaceAll("/", "~1");
    const comma = number < names.length - 1 ? "," : "";
    const label = isList ? "" : `${JSON.stringify(name)}: `;
    lines(value[name], `${place}/${step}`, `${indent}  `, label, comma, places, shown);
  });
  shown.append(element("code", { class: "line" }, indent + (isList ? "]" : "}") + after));
}
