import { mkdirSync, mkdtempSync, rmSync, truncateSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { writeOmeTiff } from "../../browser/omeTiffWriter.ts";
import { smallStack } from "../../../fixtures/smallStack.ts";
import { contentsOf } from "../../../testing/cli/contentsOf.ts";
import { convertHere, plannedJob } from "../../../testing/convert/convertHere.ts";
import { LAYOUTS } from "../../../testing/convert/smallConversion.ts";
import type { ConversionEvent, ConversionJob } from "../../plan/job.ts";
import { convert } from "../coordinator/convert.ts";
import { workHere } from "../coordinator/workHere.ts";
import { commitDistributed } from "./commitDistributed.ts";
import { beginDistributed, type DistributedJob } from "./distributedJob.ts";
import { jobFromText, roundsToDo, textOfJob } from "./jobText.ts";
import { runUnits } from "./runUnits.ts";
import { rangesFromText } from "./unitNumbers.ts";

let folder = "";
beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), "zarrdrop-distributed-"));
  mkdirSync(join(folder, "in"));
  const source = smallStack();
  if (source.kind !== "files") throw new Error("a file is wanted");
  writeFileSync(join(folder, "in/stack.ome.tif"), new Uint8Array(await source.files[0]!.file.arrayBuffer()));
});
afterAll(() => rmSync(folder, { recursive: true }));

type Options = {
  spawn: typeof workHere;
  cores: number;
  signal: AbortSignal;
  onEvent: (event: ConversionEvent) => void;
};

function options(onEvent: Options["onEvent"] = () => {}): Options {
  return { spawn: workHere, cores: 1, signal: new AbortController().signal, onEvent };
}

async function jobInto(
  name: string,
  settings: Record<string, unknown>,
  main = "stack.ome.tif",
): Promise<ConversionJob> {
  const source = { kind: "node", folder: join(folder, "in"), main } as const;
  return plannedJob(source, { kind: "node", folder: join(folder, name) }, settings);
}

/** As another process has it. */
async function begun(
  name: string,
  settings: Record<string, unknown>,
  atOnce = 8,
  main?: string,
): Promise<DistributedJob> {
  const distributed = await beginDistributed(await jobInto(name, settings, main), atOnce, options());
  return jobFromText(new TextEncoder().encode(await textOfJob(distributed)), "job.json");
}

const units = (job: DistributedJob, text: string) => runUnits(job, rangesFromText(text), options());

/** What one machine makes of it. */
async function plain(name: string, settings: Record<string, unknown>, main?: string): Promise<Record<string, string>> {
  await convertHere(await jobInto(name, settings, main));
  return contentsOf(join(folder, name));
}

test.each(LAYOUTS)(
  "units done in any order, doubled and at once, give the bytes of one machine: %s",
  async (name, settings) => {
    const job = await begun(`many-${name}`, settings);
    const [round, ...further] = roundsToDo(job);
    expect(further).toEqual([]);
    const last = round!.units![1];
    expect(last).toBeGreaterThan(1);
    expect(round!.open).toEqual([[1, last]]);
    await Promise.all([units(job, String(last)), units(job, `1-${last - 1}`), units(job, String(last))]);
    const report = await commitDistributed(job, options());
    expect(report.outputs[0]!.verification).toMatchObject({ checkedChunks: expect.any(Number) });
    expect(contentsOf(join(folder, `many-${name}`))).toEqual(await plain(`one-${name}`, settings));
  },
);

const [, settings] = LAYOUTS[1]!;

test("while units are missing the commit names them and keeps what is done; begun again the job tells what is left", async () => {
  const job = await begun("missing", settings);
  const last = roundsToDo(job)[0]!.units![1];
  await units(job, "2");
  await expect(commitDistributed(job, options())).rejects.toMatchObject({
    kind: "setting",
    message: expect.stringContaining(last === 2 ? "Unit 1 is" : `: 1${last === 3 ? ",3" : `,3-${last}`}.`),
  });
  const again = await begun("missing", settings);
  expect(roundsToDo(again)[0]!.open.flat()).not.toContain(2);
  // The file of the first beginning is as good as that of the second.
  await units(job, `1-${last}`);
  await commitDistributed(again, options());
  expect(contentsOf(join(folder, "missing"))).toEqual(await plain("missing-one", settings));
});

test("a unit that was stopped counts for nothing, and a damaged one is not done", async () => {
  const job = await begun("damaged", settings);
  const last = roundsToDo(job)[0]!.units![1];
  expect(last).toBeGreaterThan(1);
  await units(job, `1-${last - 1}`);
  const isNotDone = { message: expect.stringContaining("not done, or not whole") };
  const stop = new AbortController();
  const stopped = runUnits(job, [[last, last]], { ...options(), signal: stop.signal, onProgress: () => stop.abort() });
  await expect(stopped).rejects.toMatchObject({ kind: "cancelled" });
  await expect(commitDistributed(job, options())).rejects.toMatchObject(isNotDone);
  await units(job, `${last}`);
  // A file that is there and empty was being written when a machine stopped.
  truncateSync(join(folder, "damaged", job.outputs[0]!.folder, "0/c/0/0/0/0/0"), 0);
  await expect(commitDistributed(job, options())).rejects.toMatchObject(isNotDone);
  await units(job, `1-${last}`);
  await commitDistributed(job, options());
  expect(contentsOf(join(folder, "damaged"))).toEqual(await plain("damaged-one", settings));
});

test("another job onto the same store is refused while units are done; a unit is, while another job writes", async () => {
  const job = await begun("held", settings);
  const other = await jobInto("held", settings);
  const outcomes: Promise<unknown>[] = [];
  await runUnits(job, [[1, 1]], {
    ...options(),
    // No unit is done before the other has been refused.
    spawn: (onWaiting) => {
      const worker = workHere(onWaiting);
      const run: typeof worker.api.run = async (unit) => {
        outcomes.push(convert(other, options()).catch((thrown: unknown) => thrown));
        await outcomes[0];
        return worker.api.run(unit);
      };
      return { ...worker, api: { ...worker.api, run } };
    },
  });
  expect(await outcomes[0]).toMatchObject({
    kind: "exists",
    message: expect.stringContaining("is just being written by"),
  });
  await convert(
    other,
    options(({ kind }) => {
      if (kind === "started") outcomes.push(units(job, "1").catch((thrown: unknown) => thrown));
    }),
  );
  expect(await outcomes[1]).toMatchObject({
    kind: "exists",
    message: expect.stringContaining("is just being written by"),
  });
  // Whole by now: nothing of it is touched.
  await expect(units(job, "1")).rejects.toMatchObject({ kind: "exists" });
  await expect(commitDistributed(job, options())).rejects.toMatchObject({ kind: "exists" });
  expect(contentsOf(join(folder, "held"))).toEqual(await plain("held-one", settings));
});

test("a commit waits for the units of its job", async () => {
  const job = await begun("waits", settings);
  const last = roundsToDo(job)[0]!.units![1];
  const heard: string[] = [];
  const commits: Promise<unknown>[] = [];
  await runUnits(job, [[1, last]], {
    ...options(),
    onProgress: () => {
      if (commits.length > 0) return;
      const hear = (event: ConversionEvent): void => void (event.kind === "waiting" && heard.push(event.text));
      commits.push(commitDistributed(job, options(hear)));
    },
  });
  await commits[0];
  expect(heard).toEqual([expect.stringContaining("Parts of this job are still at work")]);
  expect(contentsOf(join(folder, "waits"))).toEqual(await plain("waits-one", settings));
});

test("bands of a huge plane and the levels above them are done in rounds", async () => {
  const size = 3600;
  const plane = Uint16Array.from({ length: size * size }, (_, at) => (at * 7919) % 4093);
  const physical = { physicalSizeX: 1, physicalSizeY: 1, physicalSizeZ: 1 };
  const image = { sizeX: size, sizeY: size, sizeZ: 1, ...physical, imageName: "large" };
  const bytes = writeOmeTiff({ ...image, channels: [{ name: "one", color: 0xff0000 }] }, [plane]);
  writeFileSync(join(folder, "in/large.ome.tif"), new Uint8Array(await bytes.arrayBuffer()));
  const banded = { numLevels: 5, chunkShape: [1, 1, 1, 450, 900] };
  const job = await begun("bands", banded, 2, "large.ome.tif");
  const rounds = roundsToDo(job);
  const [first, second] = rounds.map(({ units: of }) => `${of![0]}-${of![1]}`);
  await units(job, first!.replace(/-.*/u, ""));
  await expect(units(job, second!)).rejects.toMatchObject({
    message: expect.stringMatching(/of the \d+ units of large\.ome\.zarr that these build upon are not done/u),
  });
  await units(job, first!);
  await units(job, second!);
  await commitDistributed(job, options());
  expect(contentsOf(join(folder, "bands"))).toEqual(await plain("bands-one", banded, "large.ome.tif"));
}, 120_000);

test("a source that changed is refused before anything is written", async () => {
  const changed = join(folder, "changed");
  mkdirSync(changed);
  const source = { kind: "node", folder: changed, main: "stack.ome.tif" } as const;
  const bytes = new Uint8Array(await (smallStack() as { files: { file: File }[] }).files[0]!.file.arrayBuffer());
  writeFileSync(join(changed, "stack.ome.tif"), bytes);
  const job = await plannedJob(source, { kind: "node", folder: join(folder, "changed-out") }, settings);
  const distributed = await beginDistributed(job, 8, options());
  bytes[bytes.length - 1]! ^= 1;
  writeFileSync(join(changed, "stack.ome.tif"), bytes);
  await expect(units(distributed, "1")).rejects.toMatchObject({ kind: "source-changed" });
});
