import { readFileSync } from "node:fs";
import { expect, it } from "vitest";

type Entry = { version?: string; optionalDependencies?: Record<string, string> };

/**
 * npm leaves packages for other machines out of the lock when the registry that it asks does not have them; `npm ci` then fails everywhere.
 * Put missing ones in by hand as their neighbours are, without "integrity" if need be.
 */
it.each(["package-lock.json", "interop/viewers/package-lock.json"])(
  "%s names the packages of every platform",
  (file) => {
    const lock = JSON.parse(readFileSync(new URL(`../${file}`, import.meta.url), "utf8"));
    // The format of npm's lock file, version 3.
    const packages = lock.packages as Record<string, Entry>;
    const missing = Object.entries(packages).flatMap(([path, { optionalDependencies = {} }]) =>
      Object.keys(optionalDependencies).filter(
        (name) => !(`node_modules/${name}` in packages) && !(`${path}/node_modules/${name}` in packages),
      ),
    );
    expect(missing).toEqual([]);
  },
);
