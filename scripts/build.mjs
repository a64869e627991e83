import { createHash } from "node:crypto";
import { existsSync, mkdirSync, readdirSync, readFileSync, renameSync, rmSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { ensureInstalled } from "./install.mjs";

/** What the page and the command line are made of. */
const SHARED_INPUTS = ["src", "wasm", "package-lock.json", "scripts"];
const APP_INPUTS = [...SHARED_INPUTS, "workers", "public", "index.html", "vite.config.ts"];
const CLI_INPUTS = [...SHARED_INPUTS, "cli"];

/**
 * Builds the page into `dist/app` unless it is up to date. Nothing is written to standard output.
 *
 * @param {string} root
 */
export async function ensureApp(root) {
  await unlessFresh(root, "app", APP_INPUTS, async (build, outDir) => {
    await build({ root, logLevel: "error", build: { outDir, emptyOutDir: true } });
  });
}

/**
 * Builds the command line into `dist/cli` unless it is up to date: Node modules two folders deep, like their sources, so that
 * assets are found by the same relative addresses; npm packages stay outside. Nothing is written to standard output.
 *
 * @param {string} root
 */
export async function ensureCommandLine(root) {
  await unlessFresh(root, "cli", CLI_INPUTS, async (build, outDir) => {
    const { version } = JSON.parse(readFileSync(join(root, "package.json"), "utf8"));
    await build({
      root,
      configFile: false,
      logLevel: "error",
      publicDir: false,
      define: { __ZARRDROP_VERSION__: JSON.stringify(version) },
      build: {
        outDir,
        emptyOutDir: true,
        ssr: true,
        target: "node20",
        minify: false,
        rolldownOptions: {
          input: { main: join(root, "cli/main.ts"), unitWorker: join(root, "cli/unitWorker.ts") },
          output: { entryFileNames: "[name].js", chunkFileNames: "[name]-[hash].js" },
        },
      },
    });
  });
}

/**
 * @param {string} root
 * @param {string} name
 * @param {string[]} inputs
 * @param {(build: typeof import("vite").build, outDir: string) => Promise<void>} run
 */
async function unlessFresh(root, name, inputs, run) {
  const outDir = join(root, "dist", name);
  const stampFile = join(root, "dist", `.${name}-inputs`);
  const stamp = stampOf(root, inputs);
  if (existsSync(outDir) && existsSync(stampFile) && readFileSync(stampFile, "utf8") === stamp) return;
  ensureInstalled(root);
  console.error(`Building ${name === "app" ? "the page" : "the command line"} …`);
  const { build } = await import("vite");
  // Built beside and moved, so that nobody runs half a build, and two builds at once do no harm.
  const building = join(root, "dist", `${name}-${process.pid}`);
  try {
    await run(build, building);
    mkdirSync(join(root, "dist"), { recursive: true });
    rmSync(stampFile, { force: true });
    rmSync(outDir, { recursive: true, force: true });
    renameSync(building, outDir);
    writeFileSync(stampFile, stamp);
  } finally {
    rmSync(building, { recursive: true, force: true });
  }
}

/**
 * A hash over the names, sizes and times of all input files: cheap, and different when anything was edited.
 *
 * @param {string} root
 * @param {string[]} inputs
 */
function stampOf(root, inputs) {
  const hash = createHash("sha256");
  for (const input of inputs) addFile(hash, root, input);
  return hash.digest("hex");
}

/**
 * @param {import("node:crypto").Hash} hash
 * @param {string} root
 * @param {string} path
 */
function addFile(hash, root, path) {
  const status = statSync(join(root, path), { throwIfNoEntry: false });
  if (status === undefined) return;
  if (!status.isDirectory()) hash.update(`${path} ${status.size} ${status.mtimeMs}\n`);
  else for (const name of readdirSync(join(root, path)).sort()) addFile(hash, root, `${path}/${name}`);
}
