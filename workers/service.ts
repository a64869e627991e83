import { OfflineCache } from "../src/browser/offlineCache.ts";
import { giveUpWaysOut } from "./giveUpWaysOut.ts";

/** Replaced by the build with `[path, hash][]` of every file of the page. */
declare const __PRECACHE_LIST__: [string, string][];
/** Put in by vite.config.ts, from `scripts/securityHeaders.ts`. */
declare const __SECURITY_HEADERS__: Readonly<Record<string, string>>;

// This file is the only one that runs in a service worker; the project's types are those of pages, where `self` is a window.
const scope = self as unknown as ServiceWorkerScope;
const folder = scope.registration.scope;
const load = giveUpWaysOut(folder);
const cache = new OfflineCache({ files: __PRECACHE_LIST__, scope: folder, headers: __SECURITY_HEADERS__, load });

scope.addEventListener("install", (event) => event.waitUntil(cache.install()));
scope.addEventListener("activate", (event) => {
  event.waitUntil(cache.removeOld().then(() => scope.clients.claim()));
});
scope.addEventListener("fetch", (event) => {
  const answer = cache.respond(event.request);
  if (answer !== null) event.respondWith(answer);
});
// Sent by the page when the person accepts an update.
scope.addEventListener("message", (event) => {
  if (event.data === "activate-update") void scope.skipWaiting();
});

type Extendable = { waitUntil(promise: Promise<unknown>): void };
type ServiceWorkerScope = {
  registration: { scope: string };
  clients: { claim(): Promise<void> };
  skipWaiting(): Promise<void>;
  addEventListener(type: "install" | "activate", listener: (event: Extendable) => void): void;
  addEventListener(type: "message", listener: (event: MessageEvent) => void): void;
  addEventListener(
    type: "fetch",
    listener: (event: { request: Request; respondWith(response: Promise<Response>): void }) => void,
  ): void;
};
