import { execFileSync } from "node:child_process";
import { createHash } from "node:crypto";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, test } from "vitest";
import { type ManifestEntry, manifestHead, manifestLine, manifestName, parseManifestLine } from "./manifest.ts";

const sha256 = "0123456789abcdef".repeat(4);

const entries: [string, ManifestEntry][] = [
  ["# zarrdrop-manifest 1", { kind: "version", version: 1 }],
  ["# store two words.ome.zarr", { kind: "store", name: "two words.ome.zarr" }],
  [`# source-fingerprint sha256:${sha256}`, { kind: "source-fingerprint", sha256 }],
  ["# chunk-crc32c 0 0/12/3 0000beef", { kind: "chunk", level: "0", index: [0, 12, 3], crc32c: 0xbeef }],
  ["# chunk-crc32c a b/1 7 absent", { kind: "chunk", level: "a b/1", index: [7], crc32c: null }],
  [`${sha256}  0/c/0/0`, { kind: "file", sha256, path: "0/c/0/0" }],
  [`\\${sha256}  line\\nend\\\\`, { kind: "file", sha256, path: "line\nend\\" }],
];

test.each(entries)("%s is written and read", (line, entry) => {
  expect(manifestLine(entry)).toBe(line);
  expect(parseManifestLine(line)).toEqual(entry);
});

test("a manifest lies beside its store and begins with what it is about", () => {
  expect(manifestName("a.ome.zarr")).toBe("a.ome.zarr.manifest.txt");
  expect(manifestHead("a.ome.zarr", sha256)).toEqual([
    "# zarrdrop-manifest 1",
    "# store a.ome.zarr",
    `# source-fingerprint sha256:${sha256}`,
  ]);
});

test("remarks of others are passed over; lines that say nothing, and newer forms, are refused", () => {
  for (const line of ["", "#", "# made by hand", "#store x"]) expect(parseManifestLine(line)).toBeNull();
  for (const line of [
    "0/c/0",
    `${sha256} 0`,
    `${sha256.slice(1)}  0`,
    "# chunk-crc32c 0 0/0 xyz",
    "# source-fingerprint 1",
  ]) {
    expect(() => parseManifestLine(line)).toThrow(expect.objectContaining({ kind: "corrupt" }));
  }
  expect(() => parseManifestLine("# zarrdrop-manifest 2")).toThrow(
    expect.objectContaining({ kind: "unsupported-feature" }),
  );
});

test.skipIf(process.platform !== "linux")("sha256sum checks the files of a manifest", async () => {
  const folder = await mkdtemp(join(tmpdir(), "zarrdrop-manifest-"));
  try {
    const lines = manifestHead("store", sha256);
    for (const path of ["a", "b c", "d\\e", "f\ng"]) {
      await writeFile(join(folder, path), path);
      lines.push(manifestLine({ kind: "file", sha256: createHash("sha256").update(path).digest("hex"), path }));
    }
    const check = () =>
      execFileSync("sha256sum", ["-c", "--strict", "-"], { cwd: folder, input: lines.join("\n"), stdio: "pipe" });
    expect(check().toString().match(/OK/g)).toHaveLength(4);
    await writeFile(join(folder, "a"), "changed");
    expect(check).toThrow(/did NOT match/);
  } finally {
    await rm(folder, { recursive: true });
  }
});
