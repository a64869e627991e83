import { createHash } from "node:crypto";
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";

/** An entry of the list in a built service worker: a path, and the first digits of the file's SHA-256. */
const ENTRY = /\[(["'`])([^"'`]+)\1,(["'`])[0-9a-f]{16}\3\]/gu;

/** Writes the hashes of the files that are there now into the service worker of a built page that was changed. */
export function writeListOfFiles(folder: string): void {
  const service = join(folder, "service.js");
  const hashOf = (path: string): string =>
    createHash("sha256")
      .update(readFileSync(join(folder, path)))
      .digest("hex")
      .slice(0, 16);
  writeFileSync(
    service,
    readFileSync(service, "utf8").replaceAll(ENTRY, (_, __, path: string) => JSON.stringify([path, hashOf(path)])),
  );
}
