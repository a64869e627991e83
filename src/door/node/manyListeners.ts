import { setMaxListeners } from "node:events";

/**
 * Lets any number wait for one signal: a store of many images is opened with more than ten reads at a time, of which Node would
 * warn as of a leak. For the whole thread.
 */
export function allowManyListeners(): void {
  setMaxListeners(0);
}
