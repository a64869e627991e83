import { keepJson, keptJson } from "./keptJson.ts";

const PLACE = "zarrdrop-single-keys";

/** Whether keys of one character do something by themselves, as it was left: they do until they are switched off. */
export function hasSingleKeys(): boolean {
  return keptJson(PLACE) !== false;
}

/** Switches them on or off, for the next visits too, as far as the browser lets it. */
export function keepSingleKeys(areOn: boolean): void {
  keepJson(PLACE, areOn);
}
