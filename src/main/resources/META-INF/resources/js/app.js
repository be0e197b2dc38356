// Which page is shown, in which light, and whether it is live.

import { h, put, say } from './dom.js';
import { jobsPage } from './jobs.js';
import { jobPage } from './job.js';
import { workersPage } from './workers.js';
import { modelsPage } from './models.js';
import { submitPage } from './submit.js';

const main = document.getElementById('main');
const live = document.getElementById('live');

const ROUTES = [
  [/^\/jobs$/, 'Jobs', jobsPage],
  [/^\/jobs\/([^/]+)$/, 'Job', jobPage],
  [/^\/workers$/, 'Workers', workersPage],
  [/^\/models$/, 'Models', modelsPage],
  [/^\/models\/([^/]+)$/, 'Models', modelsPage],
  [/^\/submit$/, 'Submit', submitPage],
];

let leaving = null;

function connected(state) {
  live.dataset.state = state ? 'on' : 'off';
  say(live.lastElementChild, state ? 'live' : 'offline');
  live.title = state ? 'Events arrive as they happen' : 'No connection to the node; trying again';
}

function show() {
  const path = location.hash.slice(1) || '/jobs';
  leaving?.abort();
  leaving = new AbortController();
  for (const [pattern, title, page] of ROUTES) {
    const match = pattern.exec(path);
    if (match) {
      const name = match[1] ? decodeURIComponent(match[1]) : undefined;
      document.title = `${name ?? title} · Straightway`;
      for (const link of document.querySelectorAll('nav a')) {
        if (path.startsWith(link.hash.slice(1))) link.setAttribute('aria-current', 'page');
        else link.removeAttribute('aria-current');
      }
      put(main, page({ name, signal: leaving.signal, connected }));
      return;
    }
  }
  put(main, h('h1', {}, 'No such page'), h('p', {}, 'Nothing is at ', h('code', {}, path), '. ', h('a', { href: '#/jobs' }, 'All jobs')));
}

const THEMES = ['auto', 'light', 'dark'];
const button = document.getElementById('theme');

function theme(name) {
  if (name === 'auto') delete document.documentElement.dataset.theme;
  else document.documentElement.dataset.theme = name;
  say(button, `Theme: ${name}`);
  localStorage.setItem('straightway-theme', name);
}

button.addEventListener('click', () => theme(THEMES[(THEMES.indexOf(localStorage.getItem('straightway-theme') ?? 'auto') + 1) % THEMES.length]));
theme(THEMES.includes(localStorage.getItem('straightway-theme')) ? localStorage.getItem('straightway-theme') : 'auto');

addEventListener('hashchange', () => {
  show();
  scrollTo(0, 0);
  main.focus({ preventScroll: true });
});
document.querySelector('.skip').addEventListener('click', (event) => {
  event.preventDefault();
  main.focus();
});
show();
