import { existsSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterEach, beforeEach, expect, it } from "vitest";
import { runBuilt } from "../testing/cli/builtCommandLine.ts";

/** Real plates; not in every checkout. */
const SAMPLES = fileURLToPath(new URL("../../../shared/samples/", import.meta.url));
const PLATES = [
  ["operetta-phenix/Version1", "2"],
  ["operetta-phenix/Version5", "3"],
  ["cellvoyager", "3"],
  ["imagexpress/ImageXpress/1well-3C-2S-Zmix-T", "2"],
];

let folder = "";
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "zarrdrop-plates-"));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

it.skipIf(!existsSync(SAMPLES)).each(PLATES)(
  "%s becomes a valid plate in Zarr v%s, a well for each that was imaged",
  async (plate, format) => {
    const source = join(SAMPLES, plate);
    const words = ["--layout", "plate", "--zarr-format", format, "--missing-planes", "zeros", "--num-levels", "2"];
    const converted = await runBuilt(["convert", source, "-d", folder, "--name", "plate", "--json", ...words]);
    expect(converted).toMatchObject({ code: 0 });
    const inspected = await runBuilt(["inspect", source, "--json"]);
    // Printed by this program.
    const { plate: described, scenes } = JSON.parse(inspected.stdout) as {
      plate: { fields: { row: number; column: number }[] };
      scenes: unknown[];
    };
    const store = join(folder, "plate.ome.zarr");
    const checked = await runBuilt(["validate", store, "--json"]);
    const [found] = JSON.parse(checked.stdout) as [{ counts: Record<string, number> }];
    expect(found).toMatchObject({ valid: true, layout: "plate", images: scenes.length });
    expect(found.counts["warning"]).toBe(0);
    const again = await runBuilt(["inspect", store, "--json"]);
    const { plate: written } = JSON.parse(again.stdout) as { plate: typeof described };
    const wells = (of: typeof described) => new Set(of.fields.map(({ row, column }) => `${row}/${column}`));
    expect(wells(written)).toEqual(wells(described));
    expect(written).toMatchObject({ fields: { length: described.fields.length } });
  },
  600_000,
);
