import { spawnSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { join } from "node:path";

/**
 * Installs the packages of `package-lock.json` unless exactly they are there. What npm says goes to standard error.
 *
 * @param {string} root
 */
export function ensureInstalled(root) {
  if (isInstalled(root)) return;
  console.error("Installing packages (npm ci) …");
  if (!runNpm(root, [])) {
    console.error("npm ci failed. The first start needs a network; later ones don't.");
    process.exit(1);
  }
}

/**
 * Installs the viewers' loaders into `interop/viewers`, an environment of its own, unless exactly they are there.
 *
 * @param {string} root
 * @returns {boolean} false if they cannot be had.
 */
export function installViewers(root) {
  const folder = join(root, "interop", "viewers");
  if (isInstalled(folder)) return true;
  console.error("Installing the viewers' loaders into interop/viewers (npm ci) …");
  // Only their code for pages is used: no scripts, no programs for this machine.
  return runNpm(folder, ["--ignore-scripts", "--omit=optional"]);
}

/** @param {string} folder @param {string[]} options */
function runNpm(folder, options) {
  // Windows has npm as a .cmd, which needs a shell; the words are constants.
  const { status } = spawnSync("npm", ["ci", "--no-audit", "--no-fund", ...options], {
    cwd: folder,
    stdio: ["ignore", 2, 2],
    shell: process.platform === "win32",
  });
  return status === 0;
}

/** @param {string} folder */
function isInstalled(folder) {
  const wanted = readLock(join(folder, "package-lock.json"));
  const present = readLock(join(folder, "node_modules", ".package-lock.json"));
  if (wanted === null || present === null) return false;
  return Object.entries(wanted).every(([path, entry]) => {
    // The project itself, and packages for other machines.
    if (path === "" || entry.optional === true || entry.peer === true) return true;
    return present[path]?.version === entry.version;
  });
}

/**
 * @param {string} file
 * @returns {Record<string, { version?: string; optional?: boolean; peer?: boolean }> | null}
 */
function readLock(file) {
  try {
    return JSON.parse(readFileSync(file, "utf8")).packages;
  } catch {
    return null;
  }
}
