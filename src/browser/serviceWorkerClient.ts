import { ownScript } from "./ownScripts.ts";

/** A new build that waits for the person's word. */
export type UpdateOffer = {
  /**
   * Resolves when the new build is in charge. A browser changes over when the service worker before has nothing to do: at once, but where
   * something is asked of it just then Chromium looks again only after half a minute.
   */
  accept(): Promise<void>;
  /** Loads the page again, which is of the new build then. */
  load(): void;
};

/**
 * Registers the service worker, which keeps the page for use without a network. A new build is reported through `onUpdate` and
 * waits: it is used after `accept()`, or at the next start.
 *
 * @returns whether there is one; without it the page works as long as there is a network
 */
export async function registerServiceWorker(onUpdate: (offer: UpdateOffer) => void): Promise<boolean> {
  // Development serves modules one by one; there is nothing to keep.
  if (!import.meta.env.PROD || !("serviceWorker" in navigator)) return false;
  const address = ownScript(new URL("service.js", document.baseURI));
  const registration = await navigator.serviceWorker.register(address).catch(() => null);
  if (registration === null) return false;
  const offer = (worker: ServiceWorker): void => {
    onUpdate({
      accept: () =>
        new Promise((resolve) => {
          navigator.serviceWorker.addEventListener("controllerchange", () => resolve(), { once: true });
          worker.postMessage("activate-update");
        }),
      load: () => location.reload(),
    });
  };
  if (registration.waiting !== null && navigator.serviceWorker.controller !== null) offer(registration.waiting);
  registration.addEventListener("updatefound", () => {
    const worker = registration.installing;
    worker?.addEventListener("statechange", () => {
      // Without a controller this is the first visit, and there is nothing to update.
      if (worker.state === "installed" && navigator.serviceWorker.controller !== null) offer(worker);
    });
  });
  return true;
}
