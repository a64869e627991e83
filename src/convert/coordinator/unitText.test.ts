import { expect, it } from "vitest";
import { describeImage, describeScene } from "../../../testing/plan/sampleDescription.ts";
import { parseSettings } from "../../plan/settings/parseSettings.ts";
import { planConversion } from "../../plan/planConversion.ts";
import { unitText } from "./unitText.ts";

it("says in words which part of an image a unit makes", () => {
  const image = describeImage([describeScene("tcyx", [5, 2, 3000, 400])], { name: "cells.tif" });
  const plan = planConversion(image, parseSettings({ numLevels: 2 }));
  const level = plan.outputs[0]!.levels[1]!.shape;
  const start = plan.outputs[0]!.axes.map(() => 0);
  const named = (own: Record<string, [number, number]>, shape: readonly number[]) => ({
    start: plan.outputs[0]!.axes.map(({ name }, axis) => own[name]?.[0] ?? start[axis]!),
    shape: plan.outputs[0]!.axes.map(({ name }, axis) => own[name]?.[1] ?? shape[axis]!),
  });
  const whole = plan.outputs[0]!.levels[0]!.shape;
  const part = named({ t: [2, 1], c: [1, 1], y: [1024, 512] }, whole);
  expect(unitText(plan, { id: 0, output: 0, firstLevel: 0, owned: [part, null] })).toBe(
    "cells.ome.zarr, time point 3, channel 2, rows 1025 to 1536",
  );
  const later = named({ t: [0, 2] }, level);
  expect(unitText(plan, { id: 1, output: 0, firstLevel: 0, owned: [null, later] })).toBe(
    "cells.ome.zarr, resolution level 1, time points 1 to 2",
  );
  expect(unitText(plan, { id: 2, output: 0, firstLevel: 0, owned: [named({}, whole), null] })).toBe("cells.ome.zarr");
});
