// What a release is made of: the built page as a zip for any static host, the npm package, the page's notices, and the hashes of all.
//
//   node scripts/release.mjs [tag]      writes dist/release; a tag must be the version of package.json, with a "v" before it

import { spawnSync } from "node:child_process";
import { createHash } from "node:crypto";
import {
  copyFileSync,
  cpSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  rmSync,
  utimesSync,
  writeFileSync,
} from "node:fs";
import { basename, join } from "node:path";
import { fileURLToPath } from "node:url";
import { ensureInstalled } from "./install.mjs";

const root = fileURLToPath(new URL("..", import.meta.url));
const { version } = JSON.parse(readFileSync(join(root, "package.json"), "utf8"));

/**
 * What CHANGELOG.md says of a version.
 *
 * @param {string} changelog
 * @param {string} wanted
 * @returns {string | null} null if it says nothing
 */
export function changesOf(changelog, wanted) {
  const sections = changelog.split(/^## /m).slice(1);
  const section = sections.find((text) => (text.split(/[\s–]/, 1)[0] ?? "") === wanted);
  const body = section?.slice(section.indexOf("\n") + 1).trim() ?? "";
  return body === "" ? null : body;
}

/** Zip keeps times from 1980 on; always the same one, so that the same page gives the same archive. */
const TIME = new Date("1980-01-02T00:00:00Z");

/** @param {string} folder */
function filesBelow(folder) {
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name))
    .sort();
}

/** @param {string} message @returns {never} */
function fail(message) {
  console.error(message);
  process.exit(1);
}

async function release() {
  const tag = process.argv[2];
  if (tag !== undefined && tag !== `v${version}`)
    fail(`The tag ${tag} is not the version of package.json, ${version}.`);
  const changes = changesOf(readFileSync(join(root, "CHANGELOG.md"), "utf8"), version);
  if (changes === null) fail(`CHANGELOG.md says nothing of ${version}.`);

  ensureInstalled(root);
  const { ensurePackage } = await import("./buildPackage.mjs");
  // The page is in it, too.
  const tarball = await ensurePackage(root);

  const target = join(root, "dist", "release");
  const name = `zarrdrop-${version}-page`;
  rmSync(target, { recursive: true, force: true });
  mkdirSync(target, { recursive: true });
  const folder = join(target, name);
  cpSync(join(root, "dist", "app"), folder, { recursive: true });
  if (!existsSync(join(folder, "NOTICES.txt"))) fail("The build has no NOTICES.txt.");
  const files = filesBelow(folder);
  for (const file of files) utimesSync(file, TIME, TIME);
  const { status, error } = spawnSync(
    "zip",
    ["-X", "-q", "-D", `${name}.zip`, ...files.map((file) => file.slice(target.length + 1))],
    {
      cwd: target,
      stdio: ["ignore", 2, 2],
      env: { ...process.env, TZ: "UTC" },
    },
  );
  if (status !== 0) fail(`The program zip is needed, and failed: ${error?.message ?? `exit code ${status}`}`);
  copyFileSync(join(folder, "NOTICES.txt"), join(target, "NOTICES.txt"));
  copyFileSync(tarball, join(target, basename(tarball)));
  rmSync(folder, { recursive: true });
  writeFileSync(join(target, "CHANGES.txt"), `${changes}\n`);

  const sums = [`${name}.zip`, basename(tarball), "NOTICES.txt"].map(
    (file) =>
      `${createHash("sha256")
        .update(readFileSync(join(target, file)))
        .digest("hex")}  ${file}\n`,
  );
  writeFileSync(join(target, "SHA256SUMS"), sums.join(""));
  console.log(sums.join("").trimEnd());
}

if (process.argv[1] === fileURLToPath(import.meta.url)) await release();
