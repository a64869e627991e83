import { ownScript } from "./ownScripts.ts";

/** A new build that waits for the person's word. */
export type UpdateOffer = { accept(): void };

/**
 * Registers the service worker, which keeps the page for use without a network. A new build is reported through `onUpdate` and
 * waits: it is used after `accept()`, which reloads the page, or at the next start.
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
      accept: () => {
        navigator.serviceWorker.addEventListener("controllerchange", () => location.reload(), { once: true });
        const ask = (): void => worker.postMessage("activate-update");
        ask();
        // The browser looks whether the one before is done only when it is asked, and may find it busy.
        setInterval(ask, 1000);
      },
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
