import { keepJson, keptJson } from "./keptJson.ts";

/** Not yet in TypeScript's DOM types. */
type InstallEvent = Event & { prompt(): Promise<unknown> };

/** The browser would install the page. The person's answer holds for all visits. */
export type InstallOffer = { answer(isWanted: boolean): void };

const PLACE = "zarrdrop-install-answered";

/**
 * Keeps the browser from asking by itself whether the page is to be installed, and hands the question on, where it was not answered before. Null:
 * there is nothing to ask any more.
 */
export function receiveInstallOffer(onOffer: (offer: InstallOffer | null) => void): void {
  window.addEventListener("beforeinstallprompt", (event) => {
    event.preventDefault();
    if (keptJson(PLACE) === true) return;
    onOffer({
      answer: (isWanted) => {
        keepJson(PLACE, true);
        // Not every browser that says so has a dialog; it says itself what becomes of it.
        if (isWanted) void (event as InstallEvent).prompt().catch(() => {});
      },
    });
  });
  window.addEventListener("appinstalled", () => onOffer(null));
}
