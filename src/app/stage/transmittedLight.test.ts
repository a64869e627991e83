import { expect, it } from "vitest";
import type { OutputPlan } from "../../plan/plan.ts";
import { outputOf } from "../../../testing/app/sampleOutput.ts";
import { initialChannels } from "./channelView.ts";
import { isTransmitted } from "./transmittedLight.ts";

it.each([
  "Brightfield",
  "bright field",
  "BF",
  "TL Brightfield",
  "TL_25",
  "T-PMT",
  "TPMT",
  "ESID-T2",
  "DIC",
  "Phase",
  "PhaseContrast",
  "Ph2",
  "Transmitted Light",
  "Trans",
  "TRANS_0",
  "w3-BF",
])("“%s” is transmitted light", (name) => expect(isTransmitted(name)).toBe(true));

it.each([
  "DAPI",
  "GFP",
  "Alexa 488",
  "Transferrin",
  "Phalloidin",
  "pHrodo",
  "BFP",
  "TagBFP",
  "Dicer",
  "TLR4",
  "Channel 1",
  "",
])("“%s” is not", (name) => expect(isTransmitted(name)).toBe(false));

function viewed(labels: readonly string[], active = true) {
  const channels = labels.map((label) => ({ label, color: "FFFFFF", active, window: null }));
  return initialChannels(
    outputOf("cyx", [[labels.length, 4, 4]], { channels } as unknown as Partial<OutputPlan>),
    labels.length,
  );
}

it("is off at first beside fluorescence, and gray where it is put on", () => {
  const channels = viewed(["BF", "DAPI", "GFP", "RFP", "Cy5", "Cy7"]);
  expect(channels.map(({ isVisible }) => isVisible)).toEqual([false, true, true, true, true, false]);
  expect(channels[0]!.color).toEqual([1, 1, 1]);
});

it("is seen where there is nothing else", () => {
  expect(viewed(["Phase"]).map(({ isVisible }) => isVisible)).toEqual([true]);
  expect(viewed(["BF", "DIC"]).map(({ isVisible }) => isVisible)).toEqual([true, true]);
});

it("is seen where the file puts the fluorescence off", () => {
  const channels = ["BF", "GFP"].map((label, index) => ({ label, color: "FFFFFF", active: index === 0, window: null }));
  const output = outputOf("cyx", [[2, 4, 4]], { channels } as unknown as Partial<OutputPlan>);
  expect(initialChannels(output, 2).map(({ isVisible }) => isVisible)).toEqual([true, false]);
});
