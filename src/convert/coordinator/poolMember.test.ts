import { afterEach, describe, expect, it, vi } from "vitest";
import { ZarrdropError } from "../../model/errors.ts";
import { workerLost } from "../../protocol/workerLost.ts";
import type { PlacedJob } from "../worker/placedJob.ts";
import { PoolMember, type SpawnedWorker } from "./poolMember.ts";
import type { UnitResult } from "../worker/unitRunner.ts";
import type { UnitListener, UnitWorkerApi } from "../worker/unitWorker.ts";
import type { WorkUnit } from "../walk/workUnit.ts";

/** What a thread does that is asked to verify: tells bytes of progress, then answers, or is lost. */
type Fate = { tells: number[]; outcome: "answers" | "is lost" | "fails"; stays?: boolean };

function setup(fates: Fate[]) {
  const told: number[] = [];
  const events: string[] = [];
  const spawn = (): SpawnedWorker => {
    const number = events.filter((event) => event.startsWith("spawned")).length + 1;
    const fate = fates[number - 1]!;
    events.push(`spawned ${number}`);
    let lose = (): void => {};
    const lost = new Promise<never>((_, reject) => (lose = () => reject(workerLost("silent", `thread ${number}`))));
    lost.catch(() => {});
    let tell: UnitListener["onProgress"] = () => {};
    // Only what a member calls is there.
    const api = {
      open: async (_job, { onProgress }) => void (tell = onProgress),
      verify: async () => {
        for (const bytes of fate.tells) tell(bytes, []);
        if (fate.outcome === "answers") return [];
        if (fate.outcome === "fails") throw new ZarrdropError("corrupt", "It is damaged.");
        lose();
        // What it still had to say comes when it has its successor.
        setTimeout(() => tell(1000, []), 5);
        return new Promise<never>(() => {});
      },
      cancel: async () => {},
      close: async () => {},
    } as Partial<UnitWorkerApi> as UnitWorkerApi;
    const terminate = async (): Promise<void> => {
      events.push(`ended ${number}`);
      if (fate.stays === true) await new Promise(() => {});
    };
    return { api, lost, terminate };
  };
  const member = new PoolMember({
    spawn,
    onProgress: (bytes) => told.push(bytes),
    onChunks: (chunks) => told.push(...chunks.map(({ output }) => -output)),
    onWaiting: () => {},
  });
  member.place({} as PlacedJob);
  const call = (mayRepeat = true) =>
    member.call(
      (api) => api.verify(0, []),
      "row 7",
      () => mayRepeat,
    );
  return { call, told, events };
}

describe("a place of the pool", () => {
  afterEach(() => vi.useRealTimers());

  it("ends a lost thread before another begins, and tells no progress twice", async () => {
    const { call, told, events } = setup([
      { tells: [30, 30], outcome: "is lost" },
      { tells: [50, 50], outcome: "answers" },
    ]);
    expect(await call()).toEqual([]);
    expect(events).toEqual(["spawned 1", "ended 1", "spawned 2"]);
    await new Promise((resolve) => setTimeout(resolve, 20));
    expect(told).toEqual([30, 30, 40]);
  });

  it("names the part that was lost twice, and both threads", async () => {
    const { call, events } = setup([
      { tells: [], outcome: "is lost" },
      { tells: [], outcome: "is lost" },
    ]);
    const failure = await call().catch((error: unknown) => error);
    expect(failure).toMatchObject({ kind: "worker-lost", details: { technical: "thread 1\nthread 2" } });
    expect((failure as ZarrdropError).message).toContain("twice at row 7");
    expect(events.at(-1)).toBe("ended 2");
  });

  it("says the error of the second thread where that is not lost", async () => {
    const { call } = setup([
      { tells: [], outcome: "is lost" },
      { tells: [], outcome: "fails" },
    ]);
    await expect(call()).rejects.toMatchObject({ kind: "corrupt" });
  });

  it("does nothing again that is not wanted any more", async () => {
    const { call, events } = setup([{ tells: [], outcome: "is lost" }]);
    await expect(call(false)).rejects.toMatchObject({ kind: "worker-lost" });
    expect(events).toEqual(["spawned 1", "ended 1"]);
  });

  it("begins a unit while files of the one before are written, and has both done again in one new thread if the first is lost", async () => {
    const told: number[] = [];
    const events: string[] = [];
    const threads: { tell: UnitListener; finish: Map<number, () => void>; lose: () => void }[] = [];
    const spawn = (): SpawnedWorker => {
      const number = threads.length + 1;
      const finish = new Map<number, () => void>();
      let lose = (): void => {};
      const lost = new Promise<never>((_, reject) => (lose = () => reject(workerLost("silent", `thread ${number}`))));
      lost.catch(() => {});
      const api = {
        open: async (_job, tell) => void threads.push({ tell, finish, lose }),
        run: (unit) => {
          events.push(`thread ${number}: unit ${unit.id}`);
          return new Promise<UnitResult>((resolve) =>
            finish.set(unit.id, () => resolve({ unit: unit.id } as UnitResult)),
          );
        },
      } as Partial<UnitWorkerApi> as UnitWorkerApi;
      const terminate = async (): Promise<void> => {
        await new Promise((resolve) => setTimeout(resolve, 5));
        events.push(`ended ${number}`);
      };
      return { api, lost, terminate };
    };
    const member = new PoolMember({
      spawn,
      onProgress: (bytes) => told.push(bytes),
      onChunks: () => {},
      onWaiting: () => {},
    });
    member.place({} as PlacedJob);
    const run = (id: number) => member.run({ id } as WorkUnit, `unit ${id}`, () => true);
    const first = run(1);
    await vi.waitFor(() => expect(events).toHaveLength(1));
    threads[0]!.tell.onProgress(10, []);
    threads[0]!.tell.onHandedOver();
    await first.handedOver;
    const second = run(2);
    await vi.waitFor(() => expect(events).toHaveLength(2));
    threads[0]!.tell.onProgress(5, []);
    threads[0]!.lose();
    await vi.waitFor(() => expect(events).toHaveLength(5));
    expect(events.slice(2)).toEqual(["ended 1", "thread 2: unit 1", "thread 2: unit 2"]);
    for (const bytes of [10, 4, 6]) threads[1]!.tell.onProgress(bytes, []);
    expect(told).toEqual([10, 5, 5]);
    threads[1]!.finish.get(1)!();
    expect(await first.result).toEqual({ unit: 1 });
    // What is left to be told is the second's alone.
    threads[1]!.tell.onProgress(3, []);
    threads[1]!.finish.get(2)!();
    expect(await second.result).toEqual({ unit: 2 });
    expect(told).toEqual([10, 5, 5, 3]);
  });

  it("does nothing again while the lost thread cannot be ended: it might still write", async () => {
    vi.useFakeTimers();
    const { call, events } = setup([{ tells: [], outcome: "is lost", stays: true }]);
    const failure = call().catch((error: unknown) => error);
    await vi.advanceTimersByTimeAsync(11_000);
    expect(await failure).toMatchObject({ kind: "worker-lost" });
    expect(events).toEqual(["spawned 1", "ended 1"]);
  });
});
