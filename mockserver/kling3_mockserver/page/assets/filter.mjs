// Filter: words by which rows are found, as in "status:4xx code:K001 -path:/v1/ai/video fox".

const READERS = {
  status: (row) => [row.status, row.task_status],
  code: (row) => (row.findings ?? []).map((each) => each.code),
  severity: (row) => (row.findings ?? []).map((each) => each.severity),
  key: (row) => [row.apiKey],
  task: (row) => [row.task_id],
  path: (row) => [row.path ?? row.url],
  method: (row) => [row.method],
  model: (row) => [row.model],
  fault: (row) => [row.fault],
};

/** Return whether a row is asked for, as a function of the row. */
export function filterOf(text) {
  const tests = text.trim().split(/\s+/).filter(Boolean).map(testOf);
  return (row) => tests.every((test) => test(row));
}

function testOf(word) {
  if (word.length > 1 && word.startsWith("-")) {
    const test = testOf(word.slice(1));
    return (row) => !test(row);
  }
  const colon = word.indexOf(":");
  const name = word.slice(0, Math.max(colon, 0)).toLowerCase();
  if (!Object.hasOwn(READERS, name)) return contains(word.toLowerCase());
  const wanted = word.slice(colon + 1).toLowerCase();
  return (row) => READERS[name](row).some((value) => meets(name, String(value ?? "").toLowerCase(), wanted));
}

function meets(name, value, wanted) {
  if (name === "status" && /^[1-5]xx$/.test(wanted)) return /^\d{3}$/.test(value) && value[0] === wanted[0];
  if (name === "status" && /^\d+$/.test(wanted)) return value === wanted;
  return wanted === "" ? value !== "" : value.includes(wanted);
}

function contains(word) {
  return (row) => (row.text ??= textOf(row)).includes(word);
}

/** Return what words alone are looked for in; it is made as rows come, not for all when one types. */
export function textOf(row) {
  const parts = Object.values(READERS).flatMap((read) => read(row));
  return [...parts, row.query, row.error, row.id, row.scenario].join(" ").toLowerCase();
}
