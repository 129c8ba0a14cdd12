// Api: what the page asks of the control API. Paths are relative to the page, so that a prefix before it is kept.

const TOKEN = "kling3-control-token";
const TOKEN_HEADER = "x-kling3-control-token";

/** Return the response of a request that was let in; ask for the token where one is wanted. Throws what is refused. */
export async function send(path, { method = "GET", body, headers = {} } = {}) {
  const shown = sessionStorage.getItem(TOKEN);
  const response = await reach(new URL(path, root()), {
    method,
    cache: "no-store",
    headers: { ...headers, ...(shown === null ? {} : { [TOKEN_HEADER]: shown }) },
    body: body === undefined ? undefined : JSON.stringify(body),
  });
  if (response.ok) return response;
  const message = await told(response);
  if (response.status !== 403 || !message.includes(TOKEN_HEADER)) throw new Error(message);
  await askForToken(shown);
  return send(path, { method, body, headers });
}

/** Return the JSON that a request is answered with, or null where it has none. */
export async function ask(path, options) {
  const response = await send(path, options);
  return response.status === 204 ? null : response.json();
}

/** Return the JSON that a change is answered with. */
export const post = (path, body) => ask(path, { method: "POST", body });

/** Return the address, on this page's own server, of a video whose link may name another host. */
export function videoAddress(link) {
  const { pathname, search } = new URL(link);
  return new URL(`..${pathname.slice(pathname.lastIndexOf("/"))}${search}`, root()).href;
}

/** Return the address of the fake's API, without a slash at its end. */
export const baseAddress = () => new URL("..", root()).href.replace(/\/$/, "");

const root = () => new URL(".", location);

async function reach(url, options) {
  try {
    return await fetch(url, options);
  } catch {
    throw new Error(`The fake at ${url.origin} does not answer. Start it again: this page finds it by itself.`);
  }
}

async function told(response) {
  const text = await response.text();
  try {
    return JSON.parse(text).message ?? text;
  } catch {
    return text || `The fake answered ${response.status}.`;
  }
}

let asking = null;

/** Ask once, however many requests want the token. */
async function askForToken(refused) {
  if (sessionStorage.getItem(TOKEN) !== refused) return;
  asking ??= new Promise((resolve) => {
    const dialog = document.getElementById("token");
    dialog.addEventListener("close", () => {
      const input = dialog.querySelector("input");
      sessionStorage.setItem(TOKEN, input.value);
      input.value = "";
      asking = null;
      resolve();
    }, { once: true });
    dialog.showModal();
  });
  await asking;
}
