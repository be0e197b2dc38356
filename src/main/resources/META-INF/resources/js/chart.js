// Line charts in SVG: axes with round ticks, one line per series, bars for intervals, and the values under the pointer.

import { h, put, s } from './dom.js';
import { figure } from './format.js';

const HEIGHT = 220;
const PAD = { left: 52, right: 14, top: 12, bottom: 34 };

function ticks(low, high, most) {
  const raw = (high - low) / Math.max(1, most);
  const power = 10 ** Math.floor(Math.log10(raw));
  const step = [1, 2, 5, 10].map((m) => m * power).find((m) => m >= raw * 0.999);
  const found = [];
  for (let i = Math.ceil(low / step - 1e-9); i * step <= high + step * 1e-9; i++) found.push(Number((i * step).toPrecision(12)));
  return found;
}

function logTicks(low, high) {
  const found = [];
  for (let power = Math.floor(Math.log10(low)); power <= Math.ceil(Math.log10(high)); power++) {
    for (const m of [1, 2, 5]) found.push(m * 10 ** power);
  }
  const inside = found.filter((t) => t >= low * 0.999 && t <= high * 1.001);
  return inside.length > 7 ? inside.filter((t) => Math.log10(t) % 1 === 0) : inside;
}

/** Values to pixels, linear or logarithmic. */
function scale(values, from, to, log, zero) {
  let low = Math.min(...values);
  let high = Math.max(...values);
  if (log) {
    if (low === high) { low /= 2; high *= 2; }
    const [a, b] = [Math.log(low) - 0.04, Math.log(high) + 0.04];
    return { at: (v) => from + ((Math.log(v) - a) / (b - a)) * (to - from), ticks: () => logTicks(low, high) };
  }
  if (zero) low = Math.min(0, low);
  if (low === high) { low -= Math.abs(low) / 2 || 1; high += Math.abs(high) / 2 || 1; }
  const spare = (high - low) * 0.05;
  const [a, b] = [zero && low === 0 ? 0 : low - spare, high + spare];
  return { at: (v) => from + ((v - a) / (b - a)) * (to - from), ticks: (most) => ticks(a, b, most) };
}

/** In words, for those who can't see it. */
function told(series, x, y) {
  return `${y.label} over ${x.label}. ` + series.map((one) => {
    const values = one.points.map((p) => p.y);
    return `${one.name}: ${values.length} points, from ${figure(Math.min(...values))} to ${figure(Math.max(...values))}, last ${figure(values.at(-1))}`;
  }).join('. ');
}

function draw(host, series, x, y) {
  const width = Math.max(260, host.clientWidth);
  const all = series.flatMap((one) => one.points);
  const spread = all.flatMap((p) => [p.y, p.low ?? p.y, p.high ?? p.y]);
  const positive = spread.every((v) => v > 0);
  const logY = y.log && positive && Math.max(...spread) / Math.min(...spread) > 8;
  const across = scale(all.map((p) => p.x), PAD.left, width - PAD.right, x.log && all.every((p) => p.x > 0), x.zero);
  const up = scale(spread, HEIGHT - PAD.bottom, PAD.top, logY, y.zero);
  const svg = s('svg', { viewBox: `0 0 ${width} ${HEIGHT}`, width, height: HEIGHT, role: 'img', 'aria-label': told(series, x, y) });
  for (const tick of up.ticks(5)) {
    svg.append(s('line', { class: 'rule', x1: PAD.left, x2: width - PAD.right, y1: up.at(tick), y2: up.at(tick) }),
      s('text', { class: 'tick', x: PAD.left - 8, y: up.at(tick) + 4, 'text-anchor': 'end' }, figure(tick)));
  }
  const marks = x.whole ? [...new Set(all.map((p) => p.x))].sort((a, b) => a - b) : across.ticks(Math.floor(width / 90));
  let beyond = -Infinity;
  for (const tick of marks) {
    if (across.at(tick) < beyond) continue;
    beyond = across.at(tick) + 34;
    svg.append(s('text', { class: 'tick', x: across.at(tick), y: HEIGHT - PAD.bottom + 16, 'text-anchor': 'middle' }, (x.format ?? figure)(tick)));
  }
  svg.append(s('line', { class: 'axis', x1: PAD.left, x2: width - PAD.right, y1: HEIGHT - PAD.bottom, y2: HEIGHT - PAD.bottom }),
    s('text', { class: 'tick', x: width - PAD.right, y: HEIGHT - 4, 'text-anchor': 'end' }, x.label));
  series.forEach((one, i) => {
    const group = s('g', { class: `series s${i % 6}` });
    for (const p of one.points) {
      if (p.low !== undefined) group.append(s('path', { class: 'interval', d: `M${across.at(p.x)} ${up.at(p.low)}V${up.at(p.high)}M${across.at(p.x) - 3} ${up.at(p.low)}h6M${across.at(p.x) - 3} ${up.at(p.high)}h6` }));
    }
    group.append(s('path', { class: 'line', d: one.points.map((p, j) => `${j ? 'L' : 'M'}${across.at(p.x).toFixed(1)} ${up.at(p.y).toFixed(1)}`).join('') }));
    if (one.points.length <= 12) for (const p of one.points) group.append(s('circle', { cx: across.at(p.x), cy: up.at(p.y), r: 3 }));
    svg.append(group);
  });
  put(host, svg, pointer(host, svg, series, across, up, x, y));
}

/** The nearest point of each series under the pointer. */
function pointer(host, svg, series, across, up, x, y) {
  const tip = h('div', { class: 'tip', hidden: true });
  const hair = s('line', { class: 'hair', y1: PAD.top, y2: HEIGHT - PAD.bottom, visibility: 'hidden' });
  svg.append(hair);
  svg.addEventListener('pointermove', (event) => {
    const at = event.offsetX;
    const near = series.map((one, i) => ({ i, one, p: one.points.reduce((a, b) => (Math.abs(across.at(b.x) - at) < Math.abs(across.at(a.x) - at) ? b : a)) }));
    const first = near.reduce((a, b) => (Math.abs(across.at(b.p.x) - at) < Math.abs(across.at(a.p.x) - at) ? b : a)).p;
    hair.setAttribute('x1', across.at(first.x));
    hair.setAttribute('x2', across.at(first.x));
    hair.setAttribute('visibility', 'visible');
    put(tip, h('b', {}, `${(x.format ?? figure)(first.x)} ${x.label}`), near.map(({ i, one, p }) => h('div', { class: `s${i % 6}` }, h('i', {}), `${one.name} ${figure(p.y)}`,
      p.low !== undefined ? ` [${figure(p.low)}, ${figure(p.high)}]` : '')));
    tip.hidden = false;
    const right = across.at(first.x) > host.clientWidth / 2;
    tip.style.left = right ? '' : `${across.at(first.x) + 12}px`;
    tip.style.right = right ? `${host.clientWidth - across.at(first.x) + 12}px` : '';
  });
  svg.addEventListener('pointerleave', () => { tip.hidden = true; hair.setAttribute('visibility', 'hidden'); });
  return tip;
}

/**
 * @param x {label, log, zero, whole, format}
 * @param y {label, log, zero}
 * `set` takes series [{name, points: [{x, y, low, high}]}]; points stand in the order of x.
 */
export function chart(title, x, y, signal) {
  const host = h('div', { class: 'plot' });
  const legend = h('div', { class: 'legend' });
  const element = h('section', { class: 'card', hidden: true }, h('h2', {}, title), legend, host);
  let series = [];
  const redraw = () => { if (series.length && host.clientWidth) draw(host, series, x, y); };
  const watch = new ResizeObserver(redraw);
  watch.observe(host);
  signal.addEventListener('abort', () => watch.disconnect());
  return {
    element,
    set(wanted) {
      series = wanted.filter((one) => one.points.length);
      element.hidden = !series.length;
      put(legend, series.length > 1 || series[0]?.named ? series.map((one, i) => h('span', { class: `s${i % 6}` }, h('i', {}), one.name)) : []);
      redraw();
    },
  };
}
