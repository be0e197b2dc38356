// Figures and times for people.

const GROUPED = new Intl.NumberFormat('en');

export const count = (n) => GROUPED.format(n);

/** Four significant digits, without an exponent where that is readable. */
export function figure(x) {
  if (!Number.isFinite(x)) return '–';
  if (x === 0) return '0';
  const size = Math.abs(x);
  if (size >= 1e6 || size < 1e-4) return x.toExponential(2);
  return size >= 1000 ? GROUPED.format(Math.round(x)) : String(Number(x.toPrecision(4)));
}

export function rate(perSecond) {
  if (!(perSecond > 0)) return '–';
  return perSecond >= 1 ? `${figure(Number(perSecond.toPrecision(3)))}/s` : `${figure(Number((perSecond * 60).toPrecision(3)))}/min`;
}

export function duration(seconds) {
  if (!Number.isFinite(seconds)) return '–';
  const whole = Math.max(0, Math.round(seconds));
  if (whole < 60) return `${whole} s`;
  if (whole < 3600) return `${Math.floor(whole / 60)} min ${String(whole % 60).padStart(2, '0')} s`;
  if (whole < 86400) return `${Math.floor(whole / 3600)} h ${String(Math.floor(whole / 60) % 60).padStart(2, '0')} min`;
  return `${Math.floor(whole / 86400)} d ${Math.floor(whole / 3600) % 24} h`;
}

export function age(time, now = Date.now()) {
  const seconds = (now - new Date(time).getTime()) / 1000;
  if (seconds < 1.5) return 'now';
  if (seconds < 90) return `${Math.round(seconds)} s ago`;
  if (seconds < 5400) return `${Math.round(seconds / 60)} min ago`;
  if (seconds < 129600) return `${Math.round(seconds / 3600)} h ago`;
  return `${Math.round(seconds / 86400)} d ago`;
}

const CLOCK = new Intl.DateTimeFormat(undefined, { hour: '2-digit', minute: '2-digit', second: '2-digit', hour12: false });
const STAMP = new Intl.DateTimeFormat(undefined, { dateStyle: 'medium', timeStyle: 'medium', hour12: false });

export const clock = (time) => CLOCK.format(new Date(time));
export const stamp = (time) => STAMP.format(new Date(time));

export function bytes(n) {
  const units = ['B', 'KiB', 'MiB', 'GiB'];
  let i = 0;
  let value = n;
  while (value >= 1024 && i < units.length - 1) {
    value /= 1024;
    i++;
  }
  return `${i === 0 ? value : Number(value.toPrecision(3))} ${units[i]}`;
}

/** SUCCEEDED, PARTIALLY_SUCCEEDED… in words. */
export const words = (state) => state.toLowerCase().replaceAll('_', ' ');

export const short = (digest) => (digest ? `${digest.slice(0, 12)}…` : 'unknown');

/** Steps that train are counted in training images; the second of a kind is called kind-2. */
export const trains = (step) => /^(teacher|reflow|consistency|train)(-\d+)?$/.test(step ?? '');

/** Training images in thousands. */
export const kimg = (images) => `${figure(images / 1000)} kimg`;

export const amount = (step, n) => (trains(step) ? kimg(n) : count(n));

export const distanceName = (distance) => `${distance.name === 'fid' ? 'FID' : distance.name}${distance.mark ?? ''}`;
