import { spawnSync } from "node:child_process";
import { createHash } from "node:crypto";
import { existsSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";

/** Commands that may be a Python of a version for which all packages of both lists have wheels. */
const CANDIDATES = [["python3.11"], ["python3.12"], ["python3.13"], ["python3"], ["py", "-3.11"], ["python"]];

/**
 * The Python of an environment in `interop/`, which is made (with the packages of its list) where it is missing or old: `readers`
 * (foreign readers and validators) `reference` (bioio-conversion 0.1.4) or `bench` (what `npm run bench` compares with). Null if there is no suitable Python or the packages cannot
 * be installed.
 *
 * @param {string} root
 * @param {"readers" | "reference" | "bench"} purpose
 * @returns {string | null}
 */
export function findPython(root, purpose) {
  const suffix = purpose === "readers" ? "" : `-${purpose}`;
  const requirements = join(root, "interop", `requirements${suffix}.txt`);
  const environment = join(root, "interop", `.venv${suffix}`);
  const python = join(environment, process.platform === "win32" ? "Scripts/python.exe" : "bin/python");
  const stampFile = join(environment, "requirements.sha256");
  const stamp = createHash("sha256").update(readFileSync(requirements)).digest("hex");
  if (existsSync(python) && existsSync(stampFile) && readFileSync(stampFile, "utf8") === stamp) return python;

  const base = CANDIDATES.find(isSuitable);
  if (base === undefined) return null;
  console.error(`Installing Python packages into interop/.venv${suffix} …`);
  rmSync(environment, { recursive: true, force: true });
  const steps = [
    [...base, "-m", "venv", environment],
    [
      python,
      "-m",
      "pip",
      "install",
      "--quiet",
      "--disable-pip-version-check",
      "--only-binary",
      ":all:",
      "-r",
      requirements,
    ],
  ];
  for (const [command = "", ...words] of steps) {
    if (spawnSync(command, words, { stdio: ["ignore", 2, 2] }).status !== 0) return null;
  }
  writeFileSync(stampFile, stamp);
  return python;
}

/** @param {string[]} candidate */
function isSuitable([command = "", ...words]) {
  const check = "import sys, venv, ensurepip; sys.exit(not (3, 11) <= sys.version_info < (3, 14))";
  return spawnSync(command, [...words, "-c", check], { stdio: "ignore" }).status === 0;
}
