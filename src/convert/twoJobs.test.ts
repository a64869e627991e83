import { expect, test } from "vitest";
import { smallStack } from "../../fixtures/smallStack.ts";
import { FakeDirectoryHandle } from "../../testing/store/fakeDirectoryHandle.ts";
import { failureOf, LAYOUTS, runJob, smallJob } from "../../testing/convert/smallConversion.ts";

const [, settings] = LAYOUTS[1]!;

test.each(["refuse", "replace", "rename", "skip", "append"])(
  "while a job writes a store, another onto it (%s) is refused and changes nothing",
  async (existing) => {
    const folder = new FakeDirectoryHandle("out");
    const first = await smallJob(smallStack(), settings, folder);
    const second = await smallJob(smallStack(), { ...settings, existing }, folder);
    const refused: Promise<unknown>[] = [];
    const report = await runJob(first, ({ kind }) => {
      if (kind === "started") refused.push(failureOf(second));
    });
    expect(refused).toHaveLength(1);
    expect(await refused[0]).toMatchObject({
      kind: "exists",
      message: expect.stringContaining("is just being written by"),
      details: { safe: "Nothing was changed." },
    });
    expect(report.outputs[0]!.verification).toMatchObject({ checkedChunks: expect.any(Number) });
    // The lock is gone with the job.
    expect([...folder.children.keys()]).toEqual([first.plan.outputs[0]!.storeName]);
  },
);
