import { spawnSync } from "node:child_process";
import { existsSync, mkdirSync, readdirSync, renameSync, rmSync } from "node:fs";
import { delimiter, join } from "node:path";

/** Debian's packages of the servers that docs/deploy.md has lines for, and what in them is looked for. */
const SERVERS = {
  nginx: { packages: ["nginx", "nginx-common"], program: "usr/sbin/nginx" },
  caddy: { packages: ["caddy"], program: "usr/bin/caddy" },
};

/**
 * A web server for the test of docs/deploy.md: an installed one, or (on Debian and its kin) the distribution's package, unpacked into a
 * folder of the project: nothing is installed and no service is started on this machine. Null if there is none.
 *
 * @param {string} root
 * @param {"nginx" | "caddy"} name
 * @returns {string | null}
 */
export function findServer(root, name) {
  const folders = [...(process.env["PATH"] ?? "").split(delimiter), "/usr/sbin"];
  const installed = folders.map((folder) => join(folder, name)).find((path) => existsSync(path));
  return installed ?? unpacked(root, name);
}

/** @param {string} root @param {"nginx" | "caddy"} name */
function unpacked(root, name) {
  const { packages, program } = SERVERS[name];
  const folder = join(root, "node_modules", ".cache", "servers", name);
  const path = join(folder, program);
  if (existsSync(path)) return path;
  if (!existsSync("/usr/bin/apt-get")) return null;
  console.error(`Fetching the distribution's ${name} for one test (apt-get download) …`);
  const building = `${folder}-${process.pid}`;
  mkdirSync(building, { recursive: true });
  const isThere = download(building, packages) && unpack(building);
  if (isThere) renameSync(building, folder);
  rmSync(building, { recursive: true, force: true });
  return existsSync(path) ? path : null;
}

/** @param {string} folder @param {string[]} packages */
function download(folder, packages) {
  const words = ["-qq", "download", ...packages];
  if (run("apt-get", words, folder)) return true;
  // A machine whose lists of packages are old or empty.
  return process.getuid?.() === 0 && run("apt-get", ["-qq", "update"], folder) && run("apt-get", words, folder);
}

/** @param {string} folder */
function unpack(folder) {
  const archives = readdirSync(folder).filter((name) => name.endsWith(".deb"));
  return archives.every((archive) => run("dpkg-deb", ["--extract", archive, "."], folder));
}

/** @param {string} command @param {string[]} words @param {string} folder */
function run(command, words, folder) {
  return spawnSync(command, words, { cwd: folder, stdio: "ignore" }).status === 0;
}
