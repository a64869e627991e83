import { createUnitWorker } from "../worker/unitWorker.ts";
import type { SpawnWorker } from "./poolMember.ts";

/** A member of the pool that is no thread of its own: it cannot be lost, and ends when it is told to stop. */
export const workHere: SpawnWorker = () => {
  const api = createUnitWorker();
  const terminate = async (): Promise<void> => {
    await api.cancel();
    await api.close();
  };
  return { api, lost: new Promise<never>(() => {}), terminate };
};
