import { expect, test } from "vitest";
import { smallStack } from "../../../fixtures/smallStack.ts";
import { plannedJob } from "../../../testing/convert/convertHere.ts";
import { planMemory } from "../../plan/layout/memory/memoryPlan.ts";
import type { DistributedJob } from "./distributedJob.ts";
import { jobFromText, textOfJob } from "./jobText.ts";

test("a file that is no job, that was changed, or that leads out of the destination is refused", async () => {
  const planned = await plannedJob(smallStack(), { kind: "node", folder: "/data/out" });
  const source = { kind: "node", folder: "/data/in", main: "stack.ome.tif" } as const;
  const [first] = planned.plan.outputs;
  const outputs = [{ folder: first!.storeName, fingerprint: "0", stages: [{ count: 2, open: [0] }] }];
  const job: DistributedJob = { id: "0123456789abcdef", job: { ...planned, source }, outputs };
  const text = await textOfJob(job);
  const read = (given: string) => jobFromText(new TextEncoder().encode(given), "job.json");
  expect(await read(text)).toMatchObject({ id: job.id, outputs: job.outputs });
  expect(JSON.parse(text)).toMatchObject({ rounds: [{ units: [1, 2], open: [[1, 1]] }] });
  await expect(read("[]")).rejects.toMatchObject({ kind: "setting", message: "job.json is no job of Zarrdrop." });
  await expect(read(text.slice(0, -9))).rejects.toMatchObject({ kind: "setting" });
  await expect(read(text.replace("/data/in", "/data/on"))).rejects.toMatchObject({
    message: expect.stringContaining("was changed"),
  });
  await expect(read(text.replace('"tool":"zarrdrop ', '"tool":"zarrdrop 9'))).rejects.toMatchObject({
    message: expect.stringContaining("another version"),
  });
  const [output] = job.job.plan.outputs;
  for (const storeName of ["..", "../a.ome.zarr", "a/b.ome.zarr", "", "a\\b"]) {
    const plan = { ...job.job.plan, outputs: [{ ...output!, storeName }] };
    const renamed = [{ ...job.outputs[0]!, folder: storeName }];
    await expect(read(await textOfJob({ ...job, outputs: renamed, job: { ...job.job, plan } }))).rejects.toMatchObject({
      kind: "setting",
    });
  }
  for (const folderName of ["..", "/etc", `${output!.storeName}/..`]) {
    const moved = [{ ...job.outputs[0]!, folder: folderName }];
    await expect(read(await textOfJob({ ...job, outputs: moved }))).rejects.toMatchObject({ kind: "setting" });
  }
});

test("whatever is read of a file can be planned with", async () => {
  const planned = await plannedJob(smallStack(), { kind: "node", folder: "/data/out" });
  const source = { kind: "node", folder: "/data/in", main: "stack.ome.tif" } as const;
  const [output] = planned.plan.outputs;
  const outputs = [{ folder: output!.storeName, fingerprint: "0", stages: [{ count: 2, open: [0] }] }];
  let accepted = 0;
  for (const member of Object.keys(output!)) {
    for (const lie of [undefined, null, -1, 1e9, "x", [], {}, { sources: -1 }, { sources: [0, 1, 2, 3, 99] }]) {
      const plan = { ...planned.plan, outputs: [{ ...output!, [member]: lie }] };
      const text = await textOfJob({ id: "0123456789abcdef", job: { ...planned, source, plan }, outputs });
      const read = await jobFromText(new TextEncoder().encode(text), "job.json").catch((thrown: unknown) => thrown);
      if (read instanceof Error) {
        expect(read, `${member}: ${JSON.stringify(lie)}`).toMatchObject({ kind: "setting" });
        continue;
      }
      accepted++;
      const { job } = read as DistributedJob;
      expect(() => planMemory(job.description, job.plan.outputs, planned.plan.settings, 2), member).not.toThrow();
    }
  }
  expect(accepted).toBeGreaterThan(0);
});
