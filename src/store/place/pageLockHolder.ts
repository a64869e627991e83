import { randomToken } from "../../model/hexDigest.ts";
import { DirectoryHandleSink } from "../directoryHandleSink.ts";
import { privateFolder } from "../privateFolder.ts";
import type { LockHolder } from "./lockHolder.ts";

/** Tokens of locks that are held in this thread. */
const heldHere = new Set<string>();

/** What this thread is called where a browser keeps nothing. */
const THREAD = randomToken();

/** In the origin private file system, which each profile of a browser has for itself. */
const PROFILE_FILE = "browser-profile.txt";

/**
 * The holder in a page (a worker of it): a Web Lock ends with the page, however that ends. It tells nothing of other browsers, other
 * profiles and private windows: those are told apart by a word that the profile keeps. Without Web Locks only this thread is known.
 */
export async function pageLockHolder(): Promise<LockHolder> {
  const { locks = null } = browser();
  const profile = locks === null ? THREAD : await profileOf(locks).catch(() => THREAD);
  const nameOf = (token: string): string => `zarrdrop ${token}`;
  return {
    record: { words: pageWords(), process: null, browser: profile },
    async begin(token) {
      heldHere.add(token);
      let end = (): void => {};
      if (locks !== null) {
        await new Promise<void>((resolve) => {
          void locks.request(nameOf(token), () => {
            resolve();
            return new Promise<void>((release) => (end = release));
          });
        });
      }
      return () => {
        heldHere.delete(token);
        end();
      };
    },
    async lifeOf(token, record) {
      const isHeld =
        heldHere.has(token) ||
        (locks !== null && (await locks.request(nameOf(token), { ifAvailable: true }, async (lock) => lock === null)));
      if (isHeld) return "alive";
      return record === null || record.browser === profile ? "gone" : "unknown";
    },
  };
}

/** The word that the profile keeps, made by the first page that asks. */
async function profileOf(locks: LockManager): Promise<string> {
  const files = new DirectoryHandleSink(await privateFolder(""), null);
  return locks.request("zarrdrop profile", async () => {
    const known = await files.read(PROFILE_FILE);
    if (known !== null) return new TextDecoder().decode(known);
    const made = randomToken();
    await files.write(PROFILE_FILE, [new TextEncoder().encode(made)]);
    return made;
  });
}

/** "a page in a browser (Google Chrome on Windows)", as far as the browser says what it is. */
function pageWords(): string {
  const { userAgentData } = browser();
  // One of the brands is there so that nobody relies on them: it is called "Not;A=Brand", a little different each time.
  const brands = (userAgentData?.brands ?? []).map(({ brand }) => brand).filter((brand) => !/not.*brand/iu.test(brand));
  const name = brands.find((brand) => brand !== "Chromium") ?? brands[0];
  const facts = [name, userAgentData?.platform].filter((fact) => fact !== undefined && fact !== "");
  return facts.length === 0 ? "a page in a browser" : `a page in a browser (${facts.join(" on ")})`;
}

/** What there is of a browser: not in Node, where tests run this, and not in every browser, whatever the DOM's types say. */
function browser(): { locks?: LockManager; userAgentData?: { brands: { brand: string }[]; platform: string } } {
  return (globalThis as { navigator?: ReturnType<typeof browser> }).navigator ?? {};
}
