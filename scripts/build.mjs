import { createHash } from "node:crypto";
import { existsSync, readdirSync, readFileSync, renameSync, rmSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { ensureInstalled } from "./install.mjs";

/** What the page, the command line and the package are made of. */
export const SHARED_INPUTS = ["src", "wasm", "licences", "LICENSE", "package-lock.json", "package.json", "scripts"];
const APP_INPUTS = [...SHARED_INPUTS, "workers", "public", "index.html", "vite.config.ts"];
const CLI_INPUTS = [...SHARED_INPUTS, "cli"];

/**
 * Builds the page into `dist/app` unless it is up to date. Nothing is written to standard output.
 *
 * @param {string} root
 */
export async function ensureApp(root) {
  const outDir = join(root, "dist", "app");
  const stampFile = join(root, "dist", ".app-inputs");
  const stamp = stampOf(root, APP_INPUTS);
  if (existsSync(outDir) && existsSync(stampFile) && readFileSync(stampFile, "utf8") === stamp) return;
  rmSync(stampFile, { force: true });
  rmSync(outDir, { recursive: true, force: true });
  await buildBeside(root, "the page", outDir, async (build, folder) => {
    await build({ root, logLevel: "error", build: { outDir: folder, emptyOutDir: true } });
  });
  writeFileSync(stampFile, stamp);
}

/**
 * Builds the command line unless it is up to date: Node modules two folders deep, like their sources, so that assets are found by
 * the same relative addresses; npm packages stay outside. Nothing is written to standard output. A conversion may be running from
 * an older build, which loads its readers when it needs them: each state of the sources has a folder of its own.
 *
 * @param {string} root
 * @returns {Promise<string>} the folder
 */
export async function ensureCommandLine(root) {
  const folder = join(root, "dist", `cli-${stampOf(root, CLI_INPUTS).slice(0, 16)}`);
  if (existsSync(folder)) return folder;
  await buildBeside(root, "the command line", folder, async (build, outDir) => {
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
          input: { main: join(root, "cli/main.ts"), nodeUnitWorker: join(root, "src/door/node/nodeUnitWorker.ts") },
          output: { entryFileNames: "[name].js", chunkFileNames: "[name]-[hash].js" },
        },
      },
    });
  });
  removeOldBuilds(root);
  return folder;
}

/** Builds of earlier states of the sources that nobody can be running from any more. */
const OLD_MILLISECONDS = 24 * 3600 * 1000;

/** @param {string} root */
function removeOldBuilds(root) {
  for (const name of readdirSync(join(root, "dist"))) {
    const path = join(root, "dist", name);
    if (name.startsWith("cli-") && statSync(path).mtimeMs < Date.now() - OLD_MILLISECONDS) {
      rmSync(path, { recursive: true, force: true });
    }
  }
}

/**
 * Builds beside and moves, so that nobody runs half a build. Of two builds at once the first one stays.
 *
 * @param {string} root
 * @param {string} what
 * @param {string} outDir
 * @param {(build: typeof import("vite").build, outDir: string) => Promise<void>} run
 */
export async function buildBeside(root, what, outDir, run) {
  ensureInstalled(root);
  console.error(`Building ${what} …`);
  const { build } = await import("vite");
  const building = `${outDir}-${process.pid}`;
  try {
    await run(build, building);
    renameSync(building, outDir);
  } catch (error) {
    if (!existsSync(outDir)) throw error;
  } finally {
    rmSync(building, { recursive: true, force: true });
  }
}

/**
 * A hash over the names, sizes and times of all input files: cheap, and different when anything was edited.
 *
 * @param {string} root
 * @param {readonly string[]} inputs
 */
export function stampOf(root, inputs) {
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
