import { expect, it } from "vitest";
import { describeImage, describeScene } from "../../../testing/plan/sampleDescription.ts";
import { ZarrdropError } from "../../model/errors.ts";
import { planConversion } from "../../plan/planConversion.ts";
import { DEFAULT_SETTINGS } from "../../plan/settings/defaultSettings.ts";
import { errorToWire } from "../../protocol/errorTransfer.ts";
import { newItem, type QueueItem, type Run, type Verdict } from "../state/queue.ts";
import { batchReport, batchReportPage } from "./batchReport.ts";

const description = describeImage([describeScene("yx", [64, 64])], { name: "a", files: ["a"] });
const READY: Verdict = { kind: "ready", image: { id: 1, description } };
const DONE: Run = {
  kind: "done",
  result: {
    settings: DEFAULT_SETTINGS,
    scenes: null,
    plan: planConversion(description, DEFAULT_SETTINGS),
    destination: { kind: "opfs", folder: "f" },
    folderName: "results",
    report: {
      source: "a",
      sourceFingerprint: "",
      provenance: { tool: "", source: { name: "", format: "", fingerprint: "" }, settings: {} },
      outputs: [
        {
          storeName: "a.ome.zarr",
          bytesWritten: 2048,
          filesWritten: 3,
          emptyChunks: 0,
          clippedValues: 0,
          verification: null,
          skipped: false,
        },
      ],
      seconds: 2,
      decodeRatio: 1,
      route: "TIFF → OME-Zarr",
    },
  },
};

function item(name: string, verdict: Verdict, run: Run): QueueItem {
  const source = { kind: "files" as const, files: [], main: name };
  return { ...newItem(name, "drop", { name, path: name, base: "", fromFolder: false, source }), verdict, run };
}

const failure = errorToWire(new ZarrdropError("storage-full", "The disk is full."));
const items = [
  item("a.tif", READY, DONE),
  item("b.tif", READY, { kind: "failed", error: failure }),
  item("<b>.txt", { kind: "skipped", reason: "No reader knows “R&D”." }, { kind: "idle" }),
  item("d.tif", READY, { kind: "stopped", share: 0.5 }),
  // No image of one scene has a seventh.
  { ...item("e.tif", READY, { kind: "idle" }), scenes: [6] },
];
const report = batchReport({ items, settings: DEFAULT_SETTINGS, stores: null }, "1.2.3", new Date(0));

it("says of each file what became of it, as JSON", () => {
  expect(report.files.map(({ became }) => became)).toEqual(["done", "failed", "skipped", "stopped", "not converted"]);
  expect(report.files.map(({ reason }) => reason).slice(0, 3)).toEqual([
    null,
    "The disk is full.",
    "No reader knows “R&D”.",
  ]);
  expect(report.files[4]!.reason).toContain("scene");
  expect(report.files[0]).toMatchObject({ folder: "results", report: { outputs: [{ storeName: "a.ome.zarr" }] } });
  expect(JSON.parse(JSON.stringify(report))).toEqual(report);
});

it("is a page in which no name is markup", () => {
  const page = batchReportPage(report);
  expect(page).toContain("5 files: 1 done, 1 failed, 1 stopped, 1 skipped, 1 not converted");
  expect(page).toContain("results/a.ome.zarr: 2 KiB, 3 files");
  expect(page).toContain("&lt;b&gt;.txt");
  expect(page).not.toContain("<b>");
  expect(page).toContain("R&amp;D");
});

it("says what was lost, by well and field", () => {
  const absentPlanes = [{ reason: "missing" as const, count: 1, examples: ["A1_s2_w1.tif"] }];
  const fields = ["A1, field 1", "A1, field 2"].map((name, index) => ({
    ...describeScene("yx", [8, 8]),
    name,
    ...(index === 1 ? { absentPlanes } : {}),
  }));
  const plan = planConversion(describeImage(fields), { ...DEFAULT_SETTINGS, missingPlanes: "zeros" });
  const run = DONE.kind === "done" ? { ...DONE, result: { ...DONE.result, plan } } : DONE;
  const made = batchReport(
    { items: [item("p", READY, run)], settings: DEFAULT_SETTINGS, stores: null },
    "1.2.3",
    new Date(0),
  );
  expect(made.files[0]!.lost).toEqual([
    "One plane of A1, field 2 is written as zeros: the files are not there (A1_s2_w1.tif).",
  ]);
  expect(batchReportPage(made)).toContain("Lost: One plane of A1, field 2 is written as zeros");
});
