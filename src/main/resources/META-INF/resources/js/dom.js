// Elements from plain values. Text never becomes markup: children that are strings become text nodes.

const SVG = 'http://www.w3.org/2000/svg';

function fill(element, props, children) {
  for (const [name, value] of Object.entries(props ?? {})) {
    if (value === undefined || value === null || value === false) continue;
    if (name.startsWith('on')) element.addEventListener(name.slice(2), value);
    else if (name === 'class') element.setAttribute('class', value);
    else if (name === 'width%') element.style.width = `${value}%`;
    else if (name === 'value') element.value = value;
    else element.setAttribute(name, value === true ? '' : String(value));
  }
  for (const child of children.flat(Infinity)) {
    if (child !== undefined && child !== null && child !== false) element.append(child);
  }
  return element;
}

/** An HTML element with attributes, listeners (`onclick`) and children. */
export const h = (tag, props, ...children) => fill(document.createElement(tag), props, children);

/** An SVG element. */
export const s = (tag, props, ...children) => fill(document.createElementNS(SVG, tag), props, children);

/** Puts children in place of what is there. */
export const put = (element, ...children) => element.replaceChildren(...children.flat(Infinity).filter((child) => child !== undefined && child !== null && child !== false));

/** Changes text only where it differs, so that a selection survives. */
export function say(element, text) {
  if (element.textContent !== text) element.textContent = text;
}

/** Calls at most once in a while, and always once more for the last call. */
export function calm(millis, action) {
  let timer = null;
  let last = 0;
  return () => {
    if (timer !== null) return;
    timer = setTimeout(() => {
      timer = null;
      last = performance.now();
      action();
    }, Math.max(0, last + millis - performance.now()));
  };
}

/** Tells people who cannot see the page. */
export function speak(text) {
  document.getElementById('spoken').textContent = text;
}
