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
  // Windows has npm as a .cmd, which needs a shell; the words are constants.
  const isWindows = process.platform === "win32";
  const { status } = spawnSync("npm", ["ci", "--no-audit", "--no-fund"], {
    cwd: root,
    stdio: ["ignore", 2, 2],
    shell: isWindows,
  });
  if (status !== 0) {
    console.error("npm ci failed. The first start needs a network; later ones don't.");
    process.exit(1);
  }
}

/** @param {string} root */
function isInstalled(root) {
  const wanted = readLock(join(root, "package-lock.json"));
  const present = readLock(join(root, "node_modules", ".package-lock.json"));
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
