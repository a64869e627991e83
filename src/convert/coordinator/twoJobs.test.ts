import { expect, test } from "vitest";
import { smallStack } from "../../../fixtures/smallStack.ts";
import { convertHere } from "../../../testing/convert/convertHere.ts";
import { failureOf, LAYOUTS, smallJob, storeOf } from "../../../testing/convert/smallConversion.ts";
import { FakeDirectoryHandle } from "../../../testing/store/fakeDirectoryHandle.ts";
import { openSink } from "../../store/openSink.ts";
import type { Sink } from "../../store/sink.ts";

const [, settings] = LAYOUTS[1]!;

test.each(["refuse", "replace", "rename", "skip", "append"])(
  "while a job writes a store, another onto it (%s) is refused and changes nothing",
  async (existing) => {
    const folder = new FakeDirectoryHandle("out");
    const first = await smallJob(smallStack(), settings, folder);
    const second = await smallJob(smallStack(), { ...settings, existing }, folder);
    const refused: Promise<unknown>[] = [];
    const report = await convertHere(first, {
      onEvent: ({ kind }) => {
        if (kind === "started") refused.push(failureOf(second));
      },
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

test("a job whose lock was taken away writes nothing more, and the same job goes on to the same bytes", async () => {
  const folder = new FakeDirectoryHandle("out");
  const job = await smallJob(smallStack(), settings, folder);
  const wanted = new FakeDirectoryHandle("wanted");
  await convertHere(await smallJob(smallStack(), settings, wanted));
  const error = await failureOf(job, ({ kind }) => {
    if (kind !== "started") return;
    for (const name of folder.children.keys()) if (name.endsWith(".lock")) folder.children.delete(name);
  });
  expect(error).toMatchObject({ kind: "storage", message: expect.stringContaining("not as this job left it") });
  const { storeName } = job.plan.outputs[0]!;
  expect([...folder.children.keys()]).toEqual([storeName]);
  await convertHere(await smallJob(smallStack(), settings, folder));
  expect(await contentsOf(await storeOf(job))).toEqual(
    await contentsOf(await openSink({ kind: "directory-handle", handle: wanted.asHandle() }, storeName)),
  );
});

async function contentsOf(sink: Sink): Promise<[string, string][]> {
  const paths = await sink.list();
  return Promise.all(paths.map(async (path) => [path, String(await sink.read(path))]));
}
