// Builds elements: text is always text, never markup.
export function h(tag, attributes = {}, ...children) {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) {
    if (value === undefined || value === null || value === false) continue;
    if (name.startsWith('on')) element.addEventListener(name.slice(2), value);
    else element.setAttribute(name, value === true ? '' : value);
  }
  element.append(...children.flat().filter((child) => child !== undefined && child !== null));
  return element;
}

/** A definition list of [term, description] pairs; pairs without a description are left out. */
export function facts(pairs) {
  const shown = pairs.filter(([, value]) => value !== undefined && value !== null && value !== '');
  return h(
    'dl',
    { class: 'facts' },
    shown.flatMap(([term, value]) => [h('dt', {}, term), h('dd', {}, value)]),
  );
}

export function say(text) {
  const status = document.querySelector('#status');
  status.textContent = text;
  if (text !== '') setTimeout(() => status.textContent === text && say(''), 8000);
}
