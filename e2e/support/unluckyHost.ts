import { cpSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { serveBare } from "./bareHost.ts";

/** The built page. */
export const APP = fileURLToPath(new URL("../../dist/app", import.meta.url));

/** What may happen to a worker when it is asked for something: it loops for ever, ends itself, or fails with nobody to tell. */
export type Misfortune = "loop" | "close" | "throw";

/** Before the workers' own script: whoever is asked for something asks the host first what is to become of it. */
const PRELUDE = `
addEventListener("message", ({ data }) => {
  const call = data?.path?.[0];
  if (call === undefined) return;
  const request = new XMLHttpRequest();
  request.open("GET", new URL(\`../misfortune/\${self.name}/\${call}\`, import.meta.url), false);
  request.send();
  if (request.status !== 200) return;
  if (request.responseText === "loop") for (;;);
  if (request.responseText === "close") self.close();
  if (request.responseText === "throw") throw new Error("a defect");
});
`;

/**
 * Serves the built page with workers to which things happen. `happens` is asked at each call of a worker: of which kind it is ("reading",
 * "conversion", "unit") and what it is asked for.
 */
export async function serveUnlucky(
  happens: (worker: string, call: string) => Misfortune | null,
): Promise<{ url: string; close: () => Promise<void> }> {
  const folder = mkdtempSync(join(tmpdir(), "zarrdrop-unlucky-"));
  cpSync(APP, folder, { recursive: true });
  const assets = join(folder, "assets");
  for (const name of readdirSync(assets).filter((file) => /^worker-.*\.js$/u.test(file))) {
    writeFileSync(join(assets, name), PRELUDE + readFileSync(join(assets, name), "utf8"));
  }
  const host = await serveBare(folder, {
    // Its list of files has the hashes of other scripts.
    without: "service.js",
    answer: (path) => {
      const [, worker, call] = /^misfortune\/(\w+)\/(\w+)$/u.exec(path) ?? [];
      return worker === undefined || call === undefined ? null : happens(worker, call);
    },
  });
  return {
    url: host.url,
    close: async () => {
      await host.close();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}
