import { expect, it } from "vitest";
import { workerLost } from "../../protocol/workerLost.ts";
import type { UnitWorkerApi } from "../worker/unitWorker.ts";
import type { SpawnedWorker } from "./poolMember.ts";
import { ReadyThreads } from "./readyThreads.ts";

function setup() {
  const threads: { lose: () => void; isEnded: boolean; wait: (isWaiting: boolean) => void; worker: SpawnedWorker }[] =
    [];
  const ready = new ReadyThreads((onWaiting) => {
    let lose = (): void => {};
    const lost = new Promise<never>((_, reject) => (lose = () => reject(workerLost("silent", ""))));
    lost.catch(() => {});
    const at = threads.length;
    // Only what is called is there.
    const api = { prepare: async () => {} } as Partial<UnitWorkerApi> as UnitWorkerApi;
    const worker = { api, lost, terminate: () => void (threads[at]!.isEnded = true) };
    threads.push({ lose, isEnded: false, wait: onWaiting, worker });
    return worker;
  });
  return { ready, threads };
}

it("gives the threads that were prepared, then new ones; what one waits for is told to whoever has it", async () => {
  const { ready, threads } = setup();
  await ready.prepare(2);
  await ready.prepare(2);
  expect(threads).toHaveLength(2);
  const told: string[] = [];
  const taken = ["a", "b", "c"].map((name) => ready.take((isWaiting) => told.push(`${name} ${isWaiting}`)));
  expect(threads.map(({ worker }) => worker)).toEqual(taken);
  for (const { wait } of threads) wait(true);
  expect(told).toEqual(["a true", "b true", "c true"]);
});

it("ends a thread that was lost before anybody took it, and leaves one that was taken to its owner", async () => {
  const { ready, threads } = setup();
  await ready.prepare(2);
  ready.take(() => {});
  for (const { lose } of threads) lose();
  await new Promise((resolve) => setTimeout(resolve));
  expect(threads.map(({ isEnded }) => isEnded)).toEqual([false, true]);
  ready.take(() => {});
  expect(threads).toHaveLength(3);
});
