import { readdirSync, readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { describe, expect, it } from "vitest";
import { changesOf } from "./release.mjs";

const read = (path: string): string => readFileSync(new URL(`../${path}`, import.meta.url), "utf8");
// The project's own file.
const manifest = JSON.parse(read("package.json")) as { version: string; license: string };

describe("a release", () => {
  it("says what changed in the version of package.json", () => {
    expect(manifest.version).toMatch(/^\d+\.\d+\.\d+$/);
    expect(changesOf(read("CHANGELOG.md"), manifest.version)).toMatch(/^\S[^]*\S$/);
  });

  it("takes a version's section and nothing of its neighbours", () => {
    const changelog = "# All\n\n## 0.2.0 – today\n\nNew.\n\n### Also\n\nMore.\n\n## 0.1.0\n\n## 0.0.1\n\nOld.\n";
    expect(changesOf(changelog, "0.2.0")).toBe("New.\n\n### Also\n\nMore.");
    expect(changesOf(changelog, "0.1.0")).toBeNull();
    expect(changesOf(changelog, "0.0")).toBeNull();
    expect(changesOf(changelog, "0.0.1")).toBe("Old.");
  });
});

describe("what is written of the package", () => {
  it.each(["README.md", "docs/engine.md", "scripts/buildPackage.mjs"])("%s names it by its version", (path) => {
    const named = new Set(read(path).match(/zarrdrop-\d[\w.]*\.tgz/g));
    expect([...named]).toEqual([`zarrdrop-${manifest.version}.tgz`]);
  });
});

describe("workflows", () => {
  const folder = ".github/workflows";
  const names = readdirSync(fileURLToPath(new URL(`../${folder}`, import.meta.url)));

  it.each(names)("%s uses other people's actions at a commit, with the version beside it", (name) => {
    const used = [...read(`${folder}/${name}`).matchAll(/uses: (.*)/g)].map(([, action]) => action!);
    expect(used.length).toBeGreaterThan(0);
    expect(used.filter((action) => !/^[\w-]+\/[\w-]+@[0-9a-f]{40} # v\d+\.\d+\.\d+$/.test(action))).toEqual([]);
  });

  it.each(names)("%s may not write unless a job says so", (name) => {
    expect(read(`${folder}/${name}`)).toMatch(/^permissions:\n {2}contents: read$/m);
  });
});
