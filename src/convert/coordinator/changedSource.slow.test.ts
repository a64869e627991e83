import {
  chmodSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  truncateSync,
  utimesSync,
  writeFileSync,
} from "node:fs";
import { createHash } from "node:crypto";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { stackBlob } from "../../../fixtures/stackBlob.ts";
import { asZarrdropError, type ZarrdropError } from "../../model/errors.ts";
import type { SourceReference } from "../../model/references.ts";
import { STORE_JOURNAL } from "../../model/storeMarker.ts";
import type { ConversionJob } from "../../plan/job.ts";
import { inspectStore } from "../../store/inspectStore.ts";
import { openSink } from "../../store/openSink.ts";
import { FakeDirectoryHandle } from "../../../testing/store/fakeDirectoryHandle.ts";
import { convertHere, plannedJob } from "../../../testing/convert/convertHere.ts";

/** Planes 0 and 1 lie in the head that the fingerprint looks at, 8 and 9 in the tail. */
const SIZE = { x: 128, y: 128, z: 10 };
const PLANE_BYTES = SIZE.x * SIZE.y * 2;
const FIRST_PIXEL = 8;
const STORE = "cells.ome.zarr";
const SETTINGS = { chunkShape: [1, 1, 1, 128, 128], numLevels: 2, workers: 1 };

let root = "";
const at = (...parts: string[]): string => join(root, ...parts);
const SOURCE = (): SourceReference => ({ kind: "node", folder: at("in"), main: "cells.ome.tif" });
const file = (): string => at("in", "cells.ome.tif");
const job = (settings: Record<string, unknown> = {}, folder = "D"): Promise<ConversionJob> =>
  plannedJob(SOURCE(), { kind: "node", folder: at(folder) }, { ...SETTINGS, ...settings });
const failureOf = (running: Promise<unknown>): Promise<ZarrdropError | null> =>
  running.then(() => null, asZarrdropError);

beforeEach(async () => {
  root = mkdtempSync(join(tmpdir(), "zarrdrop-changed-"));
  mkdirSync(at("in"));
  writeFileSync(file(), Buffer.from(await stackBlob(SIZE.x, SIZE.y, SIZE.z).arrayBuffer()));
  utimesSync(file(), 1e9, 1e9);
});
afterEach(() => rmSync(root, { recursive: true }));

/** Changes bytes of a file without a trace in its size and its time of modification. */
function editUnseen(path: string, offset: number, length: number): void {
  const { atime, mtime } = statSync(path);
  const bytes = readFileSync(path);
  for (let byte = offset; byte < offset + length; byte++) bytes[byte]! ^= 0x55;
  writeFileSync(path, bytes);
  utimesSync(path, atime, mtime);
}

/** Stops a conversion when some of its units are done, or all of them. */
async function stop(done: "some" | "all", settings: Record<string, unknown> = {}): Promise<void> {
  const controller = new AbortController();
  const failure = await failureOf(
    convertHere(await job(settings), {
      signal: controller.signal,
      onEvent: (event) => {
        const isDone =
          done === "all" ? event.kind === "verifying" : event.kind === "progress" && event.filesWritten >= 12;
        if (isDone) controller.abort();
      },
    }),
  );
  expect(failure?.kind).toBe("cancelled");
  const journal = at("D", STORE, STORE_JOURNAL);
  // Of some the journal is written in the background.
  await expect.poll(() => existsSync(journal) && readdirSync(journal).length > 0, { timeout: 10_000 }).toBe(true);
}

function contentsOf(folder: string): Map<string, string> {
  const files = readdirSync(folder, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile());
  return new Map(
    files
      .map((entry) => join(entry.parentPath, entry.name))
      .toSorted()
      .map((path) => [path.slice(folder.length), createHash("sha256").update(readFileSync(path)).digest("hex")]),
  );
}

const stateOf = async (folder = "D"): Promise<string> =>
  (await inspectStore(await openSink({ kind: "node", folder: at(folder) }, STORE))).state;

describe("a store that was damaged between stop and resume", () => {
  it.each(["sample", "all", "none"])(
    "is mended, and the source is not said to be another (verify: %s)",
    async (verify) => {
      await convertHere(await job({}, "fresh"));
      for (const damage of [
        (path: string) => truncateSync(path, 100),
        (path: string) => rmSync(path),
        (path: string) => writeFileSync(path, new Uint8Array(statSync(path).size)),
      ]) {
        rmSync(at("D"), { recursive: true, force: true });
        await stop("all", { verify });
        for (const chunk of ["0/c/0/0/3/0/0", "0/c/0/0/8/0/0"]) damage(at("D", STORE, chunk));
        await convertHere(await job({ verify }));
        expect(contentsOf(at("D", STORE))).toEqual(contentsOf(at("fresh", STORE)));
      }
    },
  );
});

describe("a source that was edited between stop and resume", () => {
  it.each(["sample", "all", "none"])(
    "is noticed wherever the edit was, with size and time put back (verify: %s)",
    async (verify) => {
      const original = readFileSync(file());
      const kinds: (string | undefined)[] = [];
      for (const [plane, length] of [
        [0.1, 1],
        [2.2, 1],
        [3.37, 64],
        [4.999, 512],
        [3, PLANE_BYTES],
      ] as const) {
        rmSync(at("D"), { recursive: true, force: true });
        await stop("all", { verify });
        editUnseen(file(), FIRST_PIXEL + Math.floor(plane * PLANE_BYTES), length);
        const before = contentsOf(at("D"));
        const failure = await failureOf(convertHere(await job({ verify })));
        kinds.push(failure?.kind);
        expect(failure?.message).toMatch(/is not what it was when|of this one before it was changed/u);
        expect(failure?.details.advice).toContain("replaced");
        expect(contentsOf(at("D"))).toEqual(before);
        writeFileSync(file(), original);
        utimesSync(file(), 1e9, 1e9);
      }
      // The first was seen by the fingerprint, the others by the comparison of what was written.
      expect(kinds).toEqual(["exists", ...Array.from({ length: 4 }, () => "source-changed")]);
    },
  );

  it("is converted as it is now when the unfinished store may be replaced", async () => {
    await stop("all");
    editUnseen(file(), FIRST_PIXEL + 3 * PLANE_BYTES + 777, 64);
    await convertHere(await job({ existing: "replace" }));
    await convertHere(await job({}, "fresh"));
    expect(contentsOf(at("D"))).toEqual(contentsOf(at("fresh")));
    expect(await stateOf()).toBe("complete");
  });

  it("is another source when its size or its time tells so", async () => {
    await stop("some");
    utimesSync(file(), 1e9, 1e9 + 1);
    expect(await failureOf(convertHere(await job()))).toMatchObject({ kind: "exists" });
  });

  it("goes on when it was only touched, with the same bytes", async () => {
    await stop("some");
    chmodSync(file(), 0o600);
    const report = await convertHere(await job());
    // What was done is not done again.
    expect(report.decodeRatio).toBeLessThan(1);
    await convertHere(await job({}, "fresh"));
    expect(contentsOf(at("D"))).toEqual(contentsOf(at("fresh")));
  });

  it("is noticed in a chunk of a folder that is the source", async () => {
    await convertHere(await job({ compressor: "none" }, "in"));
    const source: SourceReference = { kind: "node", folder: at("in", STORE), main: "" };
    const again = (): Promise<ConversionJob> => plannedJob(source, { kind: "node", folder: at("D") }, SETTINGS);
    const controller = new AbortController();
    const stopped = convertHere(await again(), {
      signal: controller.signal,
      onEvent: (event) => {
        if (event.kind === "progress" && event.filesWritten >= 12) controller.abort();
      },
    });
    expect((await failureOf(stopped))?.kind).toBe("cancelled");
    await expect.poll(() => readdirSync(at("D", STORE, STORE_JOURNAL)).length > 0).toBe(true);
    editUnseen(at("in", STORE, "0/c/0/0/1/0/0"), 100, 2);
    const failure = await failureOf(convertHere(await again()));
    // Its content was among the samples, or not: either way it is not gone on with.
    expect(["exists", "source-changed"]).toContain(failure?.kind);
  });
});

describe("a source that is edited while it is read", () => {
  /** Runs a conversion during which `edit` happens once, when all units are done. */
  const editedDuring = async (
    edit: () => void,
    settings: Record<string, unknown> = {},
  ): Promise<ZarrdropError | null> => {
    let isDone = false;
    return failureOf(
      convertHere(await job(settings), {
        onEvent: (event) => {
          if (event.kind !== "verifying" || isDone) return;
          isDone = true;
          edit();
        },
      }),
    );
  };

  it.each<[string, () => void]>([
    ["in its pixels, with size and time put back", () => editUnseen(file(), FIRST_PIXEL + 2.5 * PLANE_BYTES, 2)],
    ["with another time", () => utimesSync(file(), 1e9, 1e9 + 5)],
    ["with another size", () => writeFileSync(file(), Buffer.concat([readFileSync(file()), Buffer.alloc(10)]))],
    ["away", () => rmSync(file())],
  ])("is noticed before the store is called complete: %s", async (_, edit) => {
    const original = readFileSync(file());
    const failure = await editedDuring(edit);
    expect(failure).toMatchObject({ kind: "source-changed" });
    expect(failure!.message).toMatch(/^cells\.ome\.tif was changed while it was read\.$/u);
    expect(await stateOf()).toBe("incomplete");
    // Put back as it was, nothing that was read meanwhile is trusted: all of it is done again.
    writeFileSync(file(), original);
    utimesSync(file(), 1e9, 1e9);
    const report = await convertHere(await job());
    expect(report.decodeRatio).toBe(1);
    expect(await stateOf()).toBe("complete");
  });

  it("is fine when it was only touched", async () => {
    expect(await editedDuring(() => chmodSync(file(), 0o600))).toBeNull();
    expect(await stateOf()).toBe("complete");
  });

  it("is noticed in any file of a folder, by a page too", async () => {
    const folder = new FakeDirectoryHandle("in");
    const handle = await folder.getFileHandle("cells.ome.tif", { create: true });
    handle.bytes = new Uint8Array(readFileSync(file()));
    const to = new FakeDirectoryHandle("D");
    const source: SourceReference = { kind: "directory-handle", handle: folder.asHandle(), main: "cells.ome.tif" };
    const planned = await plannedJob(source, { kind: "directory-handle", handle: to.asHandle() }, SETTINGS);
    const running = convertHere(planned, {
      onEvent: (event) => {
        if (event.kind === "verifying") handle.modified = 7;
      },
    });
    expect(await failureOf(running)).toMatchObject({
      kind: "source-changed",
      message: "cells.ome.tif was changed while it was read.",
    });
    expect((await inspectStore(await openSink(planned.destination, STORE))).state).toBe("incomplete");
  });
});

it("names the source's state in the report, the same for the same files wherever they lie", async () => {
  const first = await convertHere(await job());
  mkdirSync(at("moved"));
  writeFileSync(at("moved", "cells.ome.tif"), readFileSync(file()));
  utimesSync(at("moved", "cells.ome.tif"), 1e9, 1e9);
  const source: SourceReference = { kind: "node", folder: at("moved"), main: "cells.ome.tif" };
  const second = await convertHere(await plannedJob(source, { kind: "node", folder: at("E") }, SETTINGS));
  expect(first.sourceFingerprint).toMatch(/^[0-9a-f]{64}$/u);
  expect(second.sourceFingerprint).toBe(first.sourceFingerprint);
});
