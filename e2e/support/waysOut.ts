import type { Listener } from "./listener.ts";

/**
 * Ways in which a script can send something, by the name that arrives: code that may throw, with `to` (address of the listener), and
 * `add(tag, attributes)`, which puts an element into the page.
 */
export type Ways = Record<string, string>;

/** What threads of every kind may have. */
const ANYWHERE: Ways = {
  fetch: "fetch(`${to}/fetch`, { method: 'POST', body: 'x' })",
  request:
    "new Promise((done) => { const r = new XMLHttpRequest(); r.onloadend = done; r.open('GET', `${to}/request`); r.send(); })",
  socket: "new WebSocket(`${to.replace('http', 'ws')}/socket`)",
  "socket-stream": "new WebSocketStream(`${to.replace('http', 'ws')}/socket-stream`).opened",
  events: "new EventSource(`${to}/events`)",
  transport: "new WebTransport(`${to.replace('http', 'https')}/transport`).ready",
  import: "import(`${to}/import`)",
  font: "new FontFace('x', `url(${to}/font)`).load()",
  "cache-add": "caches.open('x').then((cache) => cache.add(`${to}/cache-add`))",
};

const IN_WORKERS: Ways = {
  ...ANYWHERE,
  "import-scripts": "importScripts(`${to}/import-scripts`)",
  "nested-worker": "new Worker(`${to}/nested-worker`)",
  "nested-blob":
    "new Worker(URL.createObjectURL(new Blob([`fetch('${to}/nested-blob'); importScripts('${to}/nested-blob')`])))",
  "nested-data": "new Worker(`data:text/javascript,fetch('${to}/nested-data')`)",
};

const IN_SERVICE_WORKER: Ways = {
  ...IN_WORKERS,
  "open-window": "clients.openWindow(`${to}/open-window`)",
  navigate: "clients.matchAll().then((all) => all[0].navigate(`${to}/navigate`))",
  notification: "registration.showNotification('x', { icon: `${to}/notification` })",
  "background-fetch": "registration.backgroundFetch.fetch('x', `${to}/background-fetch`)",
};

/** Ways of the page's own script that leave it where it is. */
const IN_PAGE: Ways = {
  ...ANYWHERE,
  beacon: "navigator.sendBeacon(`${to}/beacon`, 'x')",
  image: "new Image().src = `${to}/image`",
  audio: "new Audio(`${to}/audio`).load()",
  video: "add('video', { src: `${to}/video`, poster: `${to}/video` })",
  frame: "add('iframe', { src: `${to}/frame` })",
  "frame-text": "add('iframe', { srcdoc: `<img src='${to}/frame-text'>` })",
  object: "add('object', { data: `${to}/object` })",
  embed: "add('embed', { src: `${to}/embed` })",
  "script-element": "add('script', { src: `${to}/script-element` })",
  markup: "document.body.insertAdjacentHTML('beforeend', `<img src='${to}/markup'>`)",
  "style-sheet": "add('link', { rel: 'stylesheet', href: `${to}/style-sheet` })",
  "style-image": "document.body.style.backgroundImage = `url(${to}/style-image)`",
  "adopted-style":
    "(() => { const s = new CSSStyleSheet(); s.replaceSync(`body { background: url(${to}/adopted-style) }`); document.adoptedStyleSheets = [s]; })()",
  icon: "add('link', { rel: 'icon', href: `${to}/icon` })",
  manifest: "add('link', { rel: 'manifest', href: `${to}/manifest` })",
  preload: "add('link', { rel: 'preload', as: 'image', href: `${to}/preload` })",
  modulepreload: "add('link', { rel: 'modulepreload', href: `${to}/modulepreload` })",
  prefetch: "add('link', { rel: 'prefetch', href: `${to}/prefetch` })",
  "speculation-rules":
    "(() => { const s = document.createElement('script'); s.type = 'speculationrules'; s.textContent = JSON.stringify({ prefetch: [{ urls: [`${to}/speculation-rules`] }] }); document.body.append(s); })()",
  form: "add('form', { action: `${to}/form` }).submit()",
  ping: "add('a', { href: '#here', ping: `${to}/ping` }).click()",
  worker: "new Worker(`${to}/worker`)",
  "blob-worker": "new Worker(URL.createObjectURL(new Blob([`fetch('${to}/blob-worker')`])))",
  "shared-worker": "new SharedWorker(URL.createObjectURL(new Blob([`fetch('${to}/shared-worker')`])))",
  "service-worker": "navigator.serviceWorker.register(`${to}/service-worker`)",
  "background-fetch":
    "navigator.serviceWorker.ready.then((own) => own.backgroundFetch.fetch('x', `${to}/background-fetch`))",
  // Asks for nothing but the address that belongs to a name, which may say anything.
  "name-ahead": "add('link', { rel: 'dns-prefetch', href: '//name-ahead.zarrdrop.example/' })",
  worklet: "CSS.paintWorklet.addModule(`${to}/worklet`)",
  attribution: "add('img', { attributionsrc: `${to}/attribution` })",
};

/** Ways that lead to another page, each tried in a page of its own, as if the person had clicked. */
export const LEAVING: Ways = {
  location: "location.href = `${to}/location`",
  link: "add('a', { href: `${to}/link` }).click()",
  refresh: "add('meta', { 'http-equiv': 'refresh', content: `0;url=${to}/refresh` })",
  window: "window.open(`${to}/window`)",
  "window-without-opener": "window.open(`${to}/window-without-opener`, '_blank', 'noopener')",
  "link-to-new-window": "add('a', { href: `${to}/link-to-new-window`, target: '_blank' }).click()",
  download: "add('a', { href: `${to}/download`, download: 'x' }).click()",
};

/** The ways of a kind of thread; those that are no requests get listeners of their own. */
export async function waysOf(kind: "page" | "worker" | "service worker", listener: Listener): Promise<Ways> {
  if (kind === "worker") return IN_WORKERS;
  if (kind === "service worker") return IN_SERVICE_WORKER;
  const call = (server: string): string =>
    `(async () => { const c = new RTCPeerConnection({ iceServers: [${server}] }); c.createDataChannel("x"); await c.setLocalDescription(await c.createOffer()); })()`;
  return {
    ...IN_PAGE,
    preconnect: `add('link', { rel: 'preconnect', href: 'http://${await listener.connections("preconnect")}/' })`,
    "call-packets": call(`{ urls: "stun:${await listener.packets("call-packets")}" }`),
    "call-connection": call(
      `{ urls: "turn:${await listener.connections("call-connection")}?transport=tcp", username: "x", credential: "x" }`,
    ),
  };
}

/** A script that goes all ways and waits a moment; it never fails. */
export function scriptOf(ways: Ways, to: string): string {
  const attempts = Object.values(ways).map((code) => `async () => ${code}`);
  return `(async () => {
    const to = ${JSON.stringify(to)};
    const add = (tag, attributes) => {
      const element = document.createElement(tag);
      for (const [name, value] of Object.entries(attributes)) element.setAttribute(name, value);
      document.body.append(element);
      return element;
    };
    const wait = new Promise((resolve) => setTimeout(resolve, 700));
    await Promise.race([wait, Promise.allSettled([${attempts.join(", ")}].map((attempt) => attempt()))]);
    await wait;
  })()`;
}
