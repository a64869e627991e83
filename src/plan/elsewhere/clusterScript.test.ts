import { expect, test } from "vitest";
import { parseSettings } from "../settings/parseSettings.ts";
import { clusterScript } from "./clusterScript.ts";

test("the script calls with the options of the job, and nothing of a file's name gets out of the text that it stands in", () => {
  const settings = parseSettings({
    layout: "auto",
    numLevels: 3,
    downsampleZ: true,
    chunkStrategy: "viewer",
    name: 'it\'s "a" \\ name',
    compatibility: "none",
  });
  const script = clusterScript({ name: 'cells"""\nimport os\n' }, settings, ["--sequence", "auto"]);
  const [head] = script.split("import argparse");
  expect(head).not.toContain("\nimport");
  expect(head!.match(/"""/gu)).toHaveLength(2);
  const [, options] = /^OPTIONS = (.*)$/mu.exec(script)!;
  const named = ["--name", 'it\'s "a" \\ name'];
  expect(JSON.parse(options!)).toEqual(["--num-levels", "3", "--downsample-z", ...named, "--sequence", "auto"]);
});
