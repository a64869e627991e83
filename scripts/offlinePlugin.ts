import { createHash } from "node:crypto";
import { readdirSync, readFileSync, statSync } from "node:fs";
import { join } from "node:path";
import type { Plugin } from "vite";

/** Stands in workers/service.ts for the list of files. */
const PLACEHOLDER = "__PRECACHE_LIST__";

/**
 * Makes a build that works offline: puts the list of all files, each with a hash of its content, into the service worker, and
 * writes `_headers`, the form in which static hosts take response headers.
 */
export function offlinePlugin(headers: Record<string, string>): Plugin {
  let publicDir = "";
  return {
    name: "zarrdrop-offline",
    apply: "build",
    enforce: "post",
    configResolved(config) {
      publicDir = config.publicDir;
    },
    generateBundle: {
      // When nothing changes the files any more: the service worker takes them by their hashes.
      order: "post",
      handler(_, bundle) {
        const service = bundle["service.js"];
        // Bundles of workers pass through here too; they have no service worker.
        if (service?.type !== "chunk") return;
        const files = new Map<string, string>();
        for (const [name, output] of Object.entries(bundle)) {
          if (output !== service && !name.endsWith(".map"))
            files.set(name, hash(output.type === "chunk" ? output.code : output.source));
        }
        for (const name of filesBelow(publicDir)) files.set(name, hash(readFileSync(join(publicDir, name))));
        const list = JSON.stringify([...files].toSorted(([a], [b]) => (a < b ? -1 : 1)));
        if (!service.code.includes(PLACEHOLDER)) this.error(`service.js does not contain ${PLACEHOLDER}`);
        service.code = service.code.replaceAll(PLACEHOLDER, list);
        // It would point into the wrong places of a script that has become longer.
        delete bundle["service.js.map"];
        const lines = Object.entries(headers).map(([name, value]) => `  ${name}: ${value}`);
        this.emitFile({ type: "asset", fileName: "_headers", source: `/*\n${lines.join("\n")}\n` });
      },
    },
  };
}

function hash(content: string | Uint8Array): string {
  return createHash("sha256").update(content).digest("hex").slice(0, 16);
}

function filesBelow(folder: string, prefix = ""): string[] {
  return readdirSync(folder).flatMap((name) => {
    const path = join(folder, name);
    return statSync(path).isDirectory() ? filesBelow(path, `${prefix}${name}/`) : [prefix + name];
  });
}
