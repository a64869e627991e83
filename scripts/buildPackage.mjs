// npm run build:package: the engine, the command line and the page as one npm package, in dist/package; what it is packed into, in dist.
//
//   npm run build:package && npm install --global dist/zarrdrop-0.1.0.tgz

import { spawnSync } from "node:child_process";
import { cpSync, existsSync, mkdirSync, readFileSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { buildBeside, ensureApp, SHARED_INPUTS, stampOf } from "./build.mjs";

const INPUTS = [
  ...SHARED_INPUTS,
  "cli",
  "workers",
  "public",
  "index.html",
  "vite.config.ts",
  "vite.package.config.ts",
  "docs",
  "examples",
];

/** Two folders deep, like the sources: WebAssembly is found by the same relative addresses. */
const ENGINE = "lib/engine";

const DOCUMENTS = ["engine.md", "api.md", "parameters.md", "formats.md", "validation.md"];

/**
 * Builds the package unless it is up to date. It has all in it that it needs (npm packages too), so that it can be installed without a network.
 * Nothing is written to standard output.
 *
 * @param {string} root
 * @returns {Promise<string>} the tarball
 */
export async function ensurePackage(root) {
  const { version } = readManifest(root);
  const folder = join(root, "dist", "package");
  const tarball = join(root, "dist", `zarrdrop-${version}.tgz`);
  const stampFile = join(root, "dist", ".package-inputs");
  const stamp = stampOf(root, INPUTS);
  if (existsSync(tarball) && existsSync(stampFile) && readFileSync(stampFile, "utf8") === stamp) return tarball;
  await ensureApp(root);
  rmSync(stampFile, { force: true });
  rmSync(folder, { recursive: true, force: true });
  await buildBeside(root, "the package", folder, async (build, target) => {
    await build({
      root,
      configFile: join(root, "vite.package.config.ts"),
      logLevel: "error",
      build: { outDir: join(target, ENGINE), emptyOutDir: true },
    });
    copyParts(root, target);
    copyTypes(root, join(target, "lib", "types"));
    writeFileSync(join(target, "package.json"), `${JSON.stringify(packageManifest(root), null, 2)}\n`);
  });
  pack(folder, dirname(tarball));
  writeFileSync(stampFile, stamp);
  return tarball;
}

/** @param {string} root @param {string} target */
function copyParts(root, target) {
  const copy = (/** @type {string} */ from, /** @type {string} */ to) =>
    cpSync(join(root, from), join(target, to), { recursive: true });
  for (const folder of ["wasm", "wasm/pictures"]) {
    for (const name of readdirSync(join(root, folder))) {
      if (name.endsWith(".wasm")) copy(`${folder}/${name}`, `${folder}/${name}`);
    }
  }
  for (const name of DOCUMENTS) copy(`docs/${name}`, `docs/${name}`);
  const readme = readFileSync(join(root, "docs/engine.md"), "utf8");
  writeFileSync(join(target, "README.md"), readme.replaceAll(/\]\((\w+\.md)\)/g, "](docs/$1)"));
  copy("examples", "examples");
  copy("dist/app", "page");
  copy("LICENSE", "LICENSE");
  cpSync(join(target, ENGINE, "NOTICES.txt"), join(target, "NOTICES.txt"));
  rmSync(join(target, ENGINE, "NOTICES.txt"));
}

/** Declarations that `src/index.ts` leads to, as the compiler made them for each room. @param {string} root @param {string} target */
function copyTypes(root, target) {
  const { status } = spawnSync(process.execPath, [join(root, "node_modules/typescript/bin/tsc"), "-b", "src/door"], {
    cwd: root,
    stdio: ["ignore", 2, 2],
  });
  if (status !== 0) throw new Error("The package has no types: tsc failed.");
  const seen = new Set();
  const copy = (/** @type {string} */ path) => {
    if (seen.has(path)) return;
    seen.add(path);
    const [room = ""] = path.split("/");
    const compiled = room === "door" || room === path ? `door/${path}` : path;
    const text = readFileSync(join(root, "node_modules/.cache/tsc", compiled), "utf8");
    // Compilers of other projects need not allow the sources' endings.
    const rewritten = text.replaceAll(/(["'])(\.{1,2}\/[^"']+)\.ts\1/g, (_, quote, from) => {
      copy(join(dirname(path), `${from}.d.ts`).replaceAll("\\", "/"));
      return `${quote}${from}.js${quote}`;
    });
    mkdirSync(dirname(join(target, path)), { recursive: true });
    writeFileSync(join(target, path), rewritten);
  };
  copy("index.d.ts");
}

/** @param {string} root */
function packageManifest(root) {
  const { name, version, description, license, type, engines } = readManifest(root);
  const at = (/** @type {string} */ entry) => `./${ENGINE}/${entry}.js`;
  return {
    name,
    version,
    description,
    license,
    type,
    exports: { ".": { types: "./lib/types/index.d.ts", default: at("index") }, "./package.json": "./package.json" },
    imports: { "#platform": { node: at("nodePlatform"), default: at("browserPlatform") } },
    bin: { zarrdrop: at("main") },
    engines,
  };
}

/** @param {string} folder @param {string} target */
function pack(folder, target) {
  const { status } = spawnSync("npm", ["pack", "--silent", "--pack-destination", target], {
    cwd: folder,
    stdio: ["ignore", 2, 2],
    shell: process.platform === "win32",
  });
  if (status !== 0) throw new Error("npm pack failed.");
}

/** @param {string} root @returns {Record<string, any>} */
function readManifest(root) {
  return JSON.parse(readFileSync(join(root, "package.json"), "utf8"));
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  console.log(await ensurePackage(fileURLToPath(new URL("..", import.meta.url))));
}
