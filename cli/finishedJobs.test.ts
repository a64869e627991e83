import { expect, it } from "vitest";
import { DEFAULT_SETTINGS } from "../src/plan/settings/defaultSettings.ts";
import { FinishedJobs } from "./finishedJobs.ts";
import { SourcesOfCall } from "./sourcesOfCall.ts";

it("a call of very many jobs can be stopped before the first of them begins", async () => {
  const jobs = Array.from({ length: 3 }, (_, at) => ({
    source: `/nowhere/${at}.tif`,
    sequence: null,
    labels: {},
    destination: "/nowhere",
    archive: false,
    isFound: false,
    settings: () => DEFAULT_SETTINGS,
  }));
  const signal = AbortSignal.abort();
  await expect(FinishedJobs.of(jobs, signal)).rejects.toMatchObject({ kind: "cancelled" });
  const plan = { outputs: [] } as unknown as Parameters<SourcesOfCall["besides"]>[1];
  await expect(new SourcesOfCall(jobs).besides(jobs[0]!, plan, signal)).rejects.toMatchObject({ kind: "cancelled" });
});
