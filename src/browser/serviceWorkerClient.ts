/** A new build that waits for the person's word. */
export type UpdateOffer = { accept(): void };

/**
 * Registers the service worker, which keeps the page for use without a network. A new build is reported through `onUpdate` and
 * waits: it is used after `accept()`, which reloads the page, or at the next start.
 */
export async function registerServiceWorker(onUpdate: (offer: UpdateOffer) => void): Promise<void> {
  // Development serves modules one by one; there is nothing to keep.
  if (!import.meta.env.PROD || !("serviceWorker" in navigator)) return;
  const registration = await navigator.serviceWorker.register(new URL("service.js", document.baseURI));
  const offer = (worker: ServiceWorker): void => {
    onUpdate({
      accept: () => {
        navigator.serviceWorker.addEventListener("controllerchange", () => location.reload(), { once: true });
        worker.postMessage("activate-update");
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
}
