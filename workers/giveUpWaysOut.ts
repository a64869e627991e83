/** Ways by which a service worker could send something or open an address, by what has them. */
const WAYS_OUT: Readonly<Record<string, readonly string[]>> = {
  globalThis: [
    "fetch",
    "fetchLater",
    "importScripts",
    "EventSource",
    "FontFace",
    "Notification",
    "RTCPeerConnection",
    "SharedWorker",
    "WebSocket",
    "WebSocketStream",
    "WebTransport",
    "Worker",
    "XMLHttpRequest",
  ],
  Cache: ["add", "addAll"],
  Clients: ["openWindow"],
  ServiceWorkerRegistration: [
    "backgroundFetch",
    "cookies",
    "index",
    "paymentManager",
    "periodicSync",
    "pushManager",
    "showNotification",
    "sync",
  ],
  WindowClient: ["navigate"],
};

/**
 * Takes from this thread all that could send something or open an address, and gives back the one way that is left: to ask for files in
 * the page's own folder. A service worker is bound by the policy that came with its own script and by nothing else, so that on a host that
 * sends none this takes the policy's place. To be called before anything else runs; there is no other realm to get the ways back from.
 *
 * @param folder URL of the page's folder, with a slash at its end
 */
export function giveUpWaysOut(folder: string): (request: Request) => Promise<Response> {
  const ask = globalThis.fetch.bind(globalThis);
  for (const [owner, names] of Object.entries(WAYS_OUT)) {
    for (const name of names) remove(owner, name);
  }
  return async (request) => {
    if (!request.url.startsWith(folder)) throw new TypeError(`Not in the page's folder: ${request.url}`);
    return ask(request);
  };
}

/** What an interface has lies on its prototype, what is global on the global object or one of its prototypes. */
function remove(owner: string, name: string): void {
  let holder: object | null = globalThis;
  if (owner !== "globalThis") {
    // Interfaces that a browser does not have are none of its ways.
    const found = (globalThis as unknown as Record<string, { prototype: object } | undefined>)[owner];
    holder = found?.prototype ?? null;
  }
  for (; holder !== null; holder = Object.getPrototypeOf(holder)) Reflect.deleteProperty(holder, name);
}
