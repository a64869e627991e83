import { ZarrdropError } from "../../model/errors.ts";

/** More names than this are counted. */
const MOST_NAMES = 3;

/** Said of files that are not what they were when the earlier page read them; null where there are none. */
export function changedText(names: readonly string[]): string | null {
  if (names.length === 0) return null;
  const [was, itIs] = names.length === 1 ? ["was", "it is"] : ["were", "they are"];
  const shown = names.slice(0, MOST_NAMES).join(", ");
  const others = names.length > MOST_NAMES ? ` and ${names.length - MOST_NAMES} more` : "";
  return `${shown}${others} ${was} changed meanwhile: ${itIs} converted from the beginning.`;
}

/** The folder of an earlier queue is not there: the queue comes back, and waits for another folder. `changed`: what else is to be said of it. */
export function folderGone(name: string, changed: string | null): ZarrdropError {
  const advice =
    "Choose it where it is now, or another one, and press Convert. In the same folder what was begun goes on where it was.";
  const message = `The folder “${name}” is not where it was: it was moved, renamed or deleted.`;
  return new ZarrdropError("storage", message, {
    file: name,
    advice: changed === null ? advice : `${advice} ${changed}`,
  });
}
