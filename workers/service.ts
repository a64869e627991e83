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
scope.addEventListener("activate", (event) => event.waitUntil(scope.clients.claim()));
scope.addEventListener("fetch", (event) => {
  if (event.request.mode === "navigate") event.waitUntil(tidy());
  const answer = cache.respond(event.request);
  if (answer !== null) event.respondWith(answer);
});
// Sent by the page when the person accepts an update.
scope.addEventListener("message", (event) => {
  if (event.data === "activate-update") void scope.skipWaiting();
});

/** Files of this build that the browser threw away are fetched again, if they are to be had. */
async function tidy(): Promise<void> {
  await removeOldIfAlone();
  await cache.install().catch(() => {});
}

/** Pages of an older build that are open load what they need later on: its files go when a page is opened beside no other. */
async function removeOldIfAlone(): Promise<void> {
  const { installing, waiting } = scope.registration;
  const pages = await scope.clients.matchAll({ type: "window", includeUncontrolled: true });
  if (pages.length === 0 && installing === null && waiting === null) await cache.removeOld();
}

type Extendable = { waitUntil(promise: Promise<unknown>): void };
type ServiceWorkerScope = {
  registration: { scope: string; installing: unknown; waiting: unknown };
  clients: {
    claim(): Promise<void>;
    matchAll(options: { type: "window"; includeUncontrolled: boolean }): Promise<readonly unknown[]>;
  };
  skipWaiting(): Promise<void>;
  addEventListener(type: "install" | "activate", listener: (event: Extendable) => void): void;
  addEventListener(type: "message", listener: (event: MessageEvent) => void): void;
  addEventListener(
    type: "fetch",
    listener: (event: Extendable & { request: Request; respondWith(response: Promise<Response>): void }) => void,
  ): void;
};
