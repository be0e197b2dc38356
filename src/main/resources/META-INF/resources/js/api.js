// The web API. A node with a token is asked with it; the token is kept for this tab only.

import { h } from './dom.js';

const BASE = 'api/v1/';
const TOKEN = 'straightway-token';

let asking = null;

const authorised = (headers) => {
  const token = sessionStorage.getItem(TOKEN);
  return token ? { ...headers, Authorization: `Bearer ${token}` } : headers;
};

/** Refused or failed; `violations` name fields. */
export class Refused extends Error {
  constructor(status, message, violations) {
    super(message);
    this.status = status;
    this.violations = violations ?? [];
  }
}

/** One dialog, however many requests wait for it. */
function askForToken() {
  asking ??= new Promise((resolve) => {
    const input = h('input', { type: 'password', name: 'token', id: 'token', required: true, autocomplete: 'current-password' });
    const dialog = h('dialog', { class: 'small', 'aria-labelledby': 'token-title' },
      h('form', { method: 'dialog' },
        h('h2', { id: 'token-title' }, 'This node asks for a token'),
        h('p', {}, 'It is the value of straightway.web.token. It stays in this tab.'),
        h('label', { for: 'token' }, 'Token'), input,
        h('div', { class: 'row end' }, h('button', { class: 'primary', type: 'submit' }, 'Go on'))));
    dialog.addEventListener('cancel', (event) => event.preventDefault());
    dialog.addEventListener('close', () => {
      sessionStorage.setItem(TOKEN, input.value.trim());
      dialog.remove();
      asking = null;
      resolve();
    });
    document.body.append(dialog);
    dialog.showModal();
  });
  return asking;
}

async function ask(path, options = {}) {
  for (;;) {
    const response = await fetch(BASE + path, { ...options, headers: authorised(options.headers ?? {}) });
    if (response.status !== 401) return response;
    await askForToken();
  }
}

async function answered(response) {
  if (response.ok) return response;
  const text = await response.text();
  let problem = {};
  try {
    problem = JSON.parse(text);
  } catch {
    problem = { error: text.trim() };
  }
  throw new Refused(response.status, problem.error || `The node answered ${response.status}.`, problem.violations);
}

export const get = async (path, signal) => (await answered(await ask(path, { signal }))).json();

export const text = async (path, signal) => (await answered(await ask(path, { signal }))).text();

export const post = async (path, body) =>
  (await answered(await ask(path, { method: 'POST', headers: { 'Content-Type': 'application/json' }, body: typeof body === 'string' ? body : JSON.stringify(body) }))).json();

/** An image behind the token, as an address for this page; ends with the signal. */
export async function picture(path, signal) {
  const blob = await (await answered(await ask(path, { signal }))).blob();
  const url = URL.createObjectURL(blob);
  signal?.addEventListener('abort', () => URL.revokeObjectURL(url));
  return url;
}

const pause = (millis, signal) => new Promise((resolve) => {
  const timer = setTimeout(resolve, millis);
  signal.addEventListener('abort', () => { clearTimeout(timer); resolve(); });
});

/** Splits a stream of text into server-sent events. */
export function parser(take) {
  let rest = '';
  return (chunk) => {
    rest += chunk;
    const blocks = rest.split(/\r?\n\r?\n/);
    rest = blocks.pop();
    for (const block of blocks) {
      const event = { type: 'message', data: '', id: null };
      for (const line of block.split(/\r?\n/)) {
        const [, name, value] = /^([^:]*):? ?(.*)$/.exec(line);
        if (name === 'event') event.type = value;
        else if (name === 'data') event.data += (event.data ? '\n' : '') + value;
        else if (name === 'id') event.id = value;
      }
      if (event.data) take(event);
    }
  };
}

/**
 * Follows a stream until the signal; comes again when it breaks, and says so.
 * EventSource can't send the token, so the stream is read by hand.
 */
export async function follow(path, take, connected, signal) {
  let last = null;
  let wait = 500;
  while (!signal.aborted) {
    const quiet = new AbortController();
    const stop = () => quiet.abort();
    signal.addEventListener('abort', stop);
    let watchdog = null;
    // Beats come every ten seconds: silence is a dead connection.
    const alive = () => { clearTimeout(watchdog); watchdog = setTimeout(stop, 30000); };
    try {
      alive();
      const headers = { Accept: 'text/event-stream', ...(last === null ? {} : { 'Last-Event-ID': last }) };
      const response = await answered(await ask(path, { headers, signal: quiet.signal }));
      connected(true);
      wait = 500;
      const feed = parser((event) => {
        if (event.id !== null) last = event.id;
        if (event.type !== 'beat') take(event.type, JSON.parse(event.data));
      });
      const reader = response.body.pipeThrough(new TextDecoderStream()).getReader();
      for (;;) {
        const { done, value } = await reader.read();
        if (done) break;
        alive();
        feed(value);
      }
    } catch (problem) {
      if (!signal.aborted && !(problem instanceof DOMException)) console.info('stream:', problem.message);
    } finally {
      clearTimeout(watchdog);
      signal.removeEventListener('abort', stop);
    }
    if (!signal.aborted) {
      connected(false);
      await pause(wait, signal);
      wait = Math.min(wait * 2, 10000);
    }
  }
}
