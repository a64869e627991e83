import { execFileSync, spawnSync } from "node:child_process";
import { existsSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { expect, it } from "vitest";
import { runBuilt } from "../testing/cli/builtCommandLine.ts";

const PROGRAM = fileURLToPath(new URL("../scripts/cli.mjs", import.meta.url));
const IMAGE = fileURLToPath(new URL("../fixtures/tiff/zlib_tiles.tif", import.meta.url));

it.runIf(existsSync("/dev/full"))("what could not be printed is no success; a reader that went away is", async () => {
  await runBuilt(["inspect", IMAGE]);
  const inShell = (end: string) =>
    spawnSync("bash", ["-c", `"${process.execPath}" "${PROGRAM}" inspect "${IMAGE}" --json ${end}`], {
      encoding: "utf8",
    });
  const full = inShell(">/dev/full");
  expect(full.status).toBe(1);
  expect(full.stderr).toMatch(/standard output.*no space left/iu);
  expect(inShell("| true; exit ${PIPESTATUS[0]}").status).toBe(0);
});

it.skipIf(process.platform === "win32")("settings and tables without end are read up to a cap", async () => {
  for (const words of [[IMAGE, "--params"], ["--csv-file"]]) {
    const { code, stderr } = await runBuilt(["convert", "-d", tmpdir(), ...words, "/dev/zero"]);
    expect({ code, stderr }).toMatchObject({ code: 1, stderr: expect.stringMatching(/\/dev\/zero is too large/u) });
  }
});

it.skipIf(process.platform === "win32")("a pipe or a device is called what it is, and not opened", async () => {
  const folder = mkdtempSync(join(tmpdir(), "zarrdrop-pipe-"));
  try {
    const pipe = join(folder, "a.tif");
    execFileSync("bash", ["-c", 'mkfifo "$0"', pipe]);
    for (const path of [pipe, "/dev/zero"]) {
      const { code, stderr } = await runBuilt(["inspect", path]);
      expect({ code, stderr }).toMatchObject({ code: 1, stderr: expect.stringMatching(/a pipe or the like/u) });
    }
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
});

it.skipIf(process.platform === "win32")("too few files that may be open are told in words", async () => {
  await runBuilt(["inspect", IMAGE]);
  for (const most of [24, 32, 40, 48]) {
    const limited = `ulimit -n ${most}; "${process.execPath}" "${PROGRAM}" inspect "${IMAGE}"`;
    const { status, stderr } = spawnSync("bash", ["-c", limited], { encoding: "utf8" });
    expect({ most, status, stderr }).toEqual({
      most,
      status: 1,
      stderr: expect.stringMatching(/^Error: .*ulimit -n 256/s),
    });
    expect(stderr).not.toMatch(/node:internal|at async/u);
  }
});
