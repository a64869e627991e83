import { headersLackedByHost } from "./hostHeaders.ts";

/** What the page's host should send and does not. */
export type HostGaps = {
  /** Names of the headers that are missing or weaker. */
  lacked: readonly string[];
  /** How many there should be. */
  of: number;
  /** When the service worker fills them in: it answered this start, it will answer the next one, or there is none. */
  filledIn: "now" | "next" | "never";
};

/**
 * Asks the page's host for its security headers. Null where nothing is known to be missing, and in development, where Vite serves.
 *
 * @param underServiceWorker whether a service worker answered when the page was loaded
 * @param isRegistered whether there is one for the next start
 */
export async function findHostGaps(underServiceWorker: boolean, isRegistered: boolean): Promise<HostGaps | null> {
  if (!import.meta.env.PROD) return null;
  const lacked = await headersLackedByHost(__SECURITY_HEADERS__, new URL(".", document.baseURI).href);
  if (lacked.length === 0) return null;
  const of = Object.keys(__SECURITY_HEADERS__).length;
  return { lacked, of, filledIn: underServiceWorker ? "now" : isRegistered ? "next" : "never" };
}
