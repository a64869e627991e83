import type { ConversionClient } from "../../browser/conversionClient.ts";
import { unfinishedStores } from "../../browser/destination.ts";
import type { Destination } from "../../browser/destination.ts";
import type { ReadingClient } from "../../browser/readingClient.ts";
import { holdWakeLock } from "../../browser/wakeLock.ts";
import { asZarrdropError, ZarrdropError } from "../../model/errors.ts";
import { errorToWire } from "../../protocol/errorTransfer.ts";
import type { DestinationPlan } from "../../plan/destinationPlan.ts";
import type { ConversionEvent } from "../../plan/job.ts";
import type { Plan } from "../../plan/plan.ts";
import type { Settings } from "../../plan/settings/settings.ts";
import type { Action, AppState, ExistingAnswer, ExistingQuestion } from "./appState.ts";
import { jobSources } from "./jobSources.ts";
import { ownsOutputs } from "./ownsOutputs.ts";
import { leftBehindBy, planTogether } from "./planTogether.ts";
import type { DestinationLook, JobPlans } from "./planTogether.ts";
import { ProgressReporter } from "./progressReporter.ts";
import type { Progress } from "./progressMeter.ts";
import { canConvert, canConvertAgain } from "./queue.ts";
import type { ConversionResult, QueueItem, Run, StoppedAppend } from "./queue.ts";
import type { Store } from "./store.ts";

/** Converts the queue, one item after the other. */
export class ConversionRun {
  readonly #store: Store<AppState, Action>;
  readonly #client: ConversionClient;
  readonly #reading: Pick<ReadingClient, "planForDestination">;
  #controller: AbortController | null = null;
  #current: { id: string; controller: AbortController; ended: Promise<void> } | null = null;
  /** The item that is being planned. */
  #planned: { id: string; controller: AbortController } | null = null;
  #answer: ((answer: ExistingAnswer | null) => void) | null = null;
  /** What was said last of something that is waited for. */
  #waiting: string | null = null;

  /** `reading` looks at what is in the destination already. */
  constructor(
    store: Store<AppState, Action>,
    client: ConversionClient,
    reading: Pick<ReadingClient, "planForDestination">,
  ) {
    this.#store = store;
    this.#client = client;
    this.#reading = reading;
  }

  /**
   * Converts the given items (all that can be, if none are given). The destination must have been chosen. The results of those
   * that were done.
   */
  async start(destination: Destination, ids: readonly string[] | null = null): Promise<ConversionResult[]> {
    if (this.#controller !== null) return [];
    const items = this.#store
      .get()
      .items.filter((item) => (ids === null ? canConvert(item) : ids.includes(item.id) && canConvertAgain(item)));
    if (items.length === 0) return [];
    const controller = new AbortController();
    this.#controller = controller;
    const release = holdWakeLock();
    try {
      const jobs = await this.#prepare(items, destination, controller.signal);
      return jobs === null || controller.signal.aborted ? [] : await this.#runAll(jobs, destination, controller.signal);
    } finally {
      release();
      this.#controller = null;
      this.#store.dispatch({ type: "job", job: null });
    }
  }

  /** Stops everything that runs or waits. */
  cancel(): void {
    this.answer(null);
    this.#controller?.abort();
    this.#planned?.controller.abort();
    this.#current?.controller.abort();
  }

  /** Finishes the item under way and stops then; or goes on after all. */
  stopAfterThis(stop: boolean): void {
    const { job } = this.#store.get();
    if (job !== null) this.#store.dispatch({ type: "job", job: { ...job, stopAfterThis: stop } });
  }

  /** Stops one item; resolves when nothing is written for it any more. The others go on. */
  async stop(id: string): Promise<void> {
    const item = this.#store.get().items.find((candidate) => candidate.id === id);
    if (this.#planned?.id === id) this.#planned.controller.abort();
    if (item?.run.kind === "waiting") this.#store.dispatch({ type: "run", id, run: { kind: "idle" } });
    if (this.#current?.id !== id) return;
    this.#current.controller.abort();
    await this.#current.ended;
  }

  /**
   * Puts stores back as they were before time points were being added to them. What was not begun, or had come to its end, stays as it
   * is. Failures become a notice.
   */
  async putBack(id: string): Promise<void> {
    const stopped = this.#store.get().items.find((candidate) => candidate.id === id)?.stoppedAppend ?? null;
    if (stopped === null || this.#controller !== null) return;
    const texts: string[] = [];
    try {
      for (const storeName of stopped.storeNames) {
        const { signal } = new AbortController();
        const onWait = (text: string): void => this.#sayWaiting(text);
        const state = await this.#client.putBack(stopped.destination, storeName, onWait, signal);
        if (state === "put-back") texts.push(`${storeName} is as it was before time points were being added.`);
        if (state === "finished") texts.push(`${storeName} had all its new time points already: it is complete.`);
      }
      const text = texts.length === 0 ? "Nothing had been changed yet." : texts.join(" ");
      this.#store.dispatch({ type: "appendStopped", id, stoppedAppend: null });
      this.#store.dispatch({ type: "run", id, run: { kind: "idle" } });
      this.#store.dispatch({ type: "notice", notice: { kind: "remark", text } });
    } catch (thrown) {
      this.#store.dispatch({ type: "notice", notice: { kind: "error", error: errorToWire(thrown) } });
    }
  }

  /** The answer to the question about outputs that are already there; null: leave it. */
  answer(answer: ExistingAnswer | null): void {
    this.#answer?.(answer);
  }

  /** Plans all items before anything is written, and asks about outputs that are already there. */
  async #prepare(
    items: readonly QueueItem[],
    destination: Destination,
    signal: AbortSignal,
  ): Promise<Map<string, Plan> | null> {
    const shared = this.#store.get().settings;
    const look: DestinationLook = {
      plan: (item, settings, otherNames) => this.#planItem(item, settings, { destination, otherNames, signal }),
      unfinished: (names) => unfinishedStores(destination.reference, names),
    };
    const naming = await planTogether(items, shared, look);
    this.#hasWaited();
    this.#sayFailures(naming);
    if (signal.aborted) return null;
    if (naming.conflicts.length === 0) return this.#remark(naming);
    const { conflicts: names, canGoOn, remarks } = naming;
    const answer = await this.#ask({ names, canGoOn, remarks });
    if (answer === null) return null;
    const answered = await planTogether(items, shared, look, answer);
    this.#sayFailures(answered);
    return this.#remark(answered);
  }

  async #planItem(
    item: QueueItem,
    settings: Settings,
    {
      destination,
      otherNames,
      signal,
    }: { destination: Destination; otherNames: readonly string[]; signal: AbortSignal },
  ): Promise<DestinationPlan> {
    if (item.verdict.kind !== "ready") throw new ZarrdropError("internal", `${item.name} is not open.`);
    const { image } = item.verdict;
    const controller = new AbortController();
    if (signal.aborted) controller.abort();
    this.#planned = { id: item.id, controller };
    const onWait = (text: string): void => this.#sayWaiting(text);
    const request = { settings, destination: destination.reference, otherNames, onWait };
    return this.#reading.planForDestination(image, request, controller.signal);
  }

  /** What was stopped while it was planned is no failure. */
  #sayFailures({ errors }: JobPlans): void {
    for (const [id, error] of errors) if (error.kind !== "cancelled") this.#store.dispatch(failed(id, error));
  }

  /** What takes a while before anything is to be seen of a job. */
  #sayWaiting(text: string): void {
    this.#waiting = text;
    this.#store.dispatch({ type: "notice", notice: { kind: "remark", text } });
  }

  #hasWaited(): void {
    const { notice } = this.#store.get();
    if (this.#waiting === null) return;
    if (notice?.kind === "remark" && notice.text === this.#waiting)
      this.#store.dispatch({ type: "notice", notice: null });
    this.#waiting = null;
  }

  /** Says what was found in the destination, and gives the plans. */
  #remark({ plans, remarks }: JobPlans): Map<string, Plan> {
    if (remarks.length > 0) {
      this.#store.dispatch({ type: "notice", notice: { kind: "remark", text: remarks.join(" ") } });
    }
    return plans;
  }

  async #ask(question: ExistingQuestion): Promise<ExistingAnswer | null> {
    this.#store.dispatch({ type: "question", question });
    const answer = await new Promise<ExistingAnswer | null>((resolve) => (this.#answer = resolve));
    this.#answer = null;
    this.#store.dispatch({ type: "question", question: null });
    return answer;
  }

  async #runAll(
    plans: ReadonlyMap<string, Plan>,
    destination: Destination,
    signal: AbortSignal,
  ): Promise<ConversionResult[]> {
    const done: ConversionResult[] = [];
    const bytes = new Map([...plans].map(([id, plan]) => [id, plan.cost.pixelBytes]));
    this.#store.dispatch({ type: "job", job: { bytes, stopAfterThis: false } });
    for (const id of plans.keys()) this.#store.dispatch({ type: "run", id, run: { kind: "waiting" } });
    for (;;) {
      // Looked up anew each time: items are stopped, removed and put in another order meanwhile.
      const { items, job } = this.#store.get();
      const item = items.find((candidate) => candidate.run.kind === "waiting" && plans.has(candidate.id));
      if (item === undefined) break;
      if (signal.aborted || job?.stopAfterThis) {
        this.#store.dispatch({ type: "run", id: item.id, run: { kind: "stopped", share: null } });
        continue;
      }
      const run = items.filter(({ id }) => plans.has(id));
      const result = await this.#runOne(item, run, plans.get(item.id)!, destination);
      if (result !== null) done.push(result);
    }
    return done;
  }

  async #runOne(
    item: QueueItem,
    run: readonly QueueItem[],
    plan: Plan,
    destination: Destination,
  ): Promise<ConversionResult | null> {
    const controller = new AbortController();
    let end: () => void = () => {};
    this.#current = { id: item.id, controller, ended: new Promise((resolve) => (end = resolve)) };
    const reporter = new ProgressReporter((next) => this.#store.dispatch({ type: "progress", progress: next }));
    this.#store.dispatch({ type: "run", id: item.id, run: { kind: "running" } });
    this.#store.dispatch({ type: "begun", id: item.id, leftBehind: ownsOutputs(plan) ? leftBehindBy(plan) : null });
    try {
      const job = { ...jobSources(item, run), destination: destination.reference, plan };
      const onEvent = (event: ConversionEvent): void => {
        if (event.kind === "waiting") {
          this.#sayWaiting(event.text);
          return;
        }
        this.#hasWaited();
        reporter.see(event);
      };
      const report = await this.#client.convert(job, onEvent, controller.signal);
      reporter.close();
      const settings = item.ownSettings ?? this.#store.get().settings;
      const result = {
        report,
        plan,
        settings,
        scenes: item.scenes,
        destination: destination.reference,
        folderName: destination.folderName,
      };
      this.#store.dispatch({ type: "run", id: item.id, run: { kind: "done", result } });
      return result;
    } catch (thrown) {
      reporter.close();
      const { progress } = this.#store.get();
      const error = asZarrdropError(thrown);
      // Somebody else's store: it was not begun by us. Nor is one of ours, when the source is not what it was: nothing goes on there.
      if (error.kind === "exists" || error.kind === "source-changed")
        this.#store.dispatch({ type: "begun", id: item.id, leftBehind: null });
      this.#store.dispatch({
        type: "appendStopped",
        id: item.id,
        stoppedAppend: stoppedAppend(plan, destination, error),
      });
      const action: Action =
        error.kind === "cancelled" ? { type: "run", id: item.id, run: stoppedAt(progress) } : failed(item.id, error);
      this.#store.dispatch(action);
      return null;
    } finally {
      this.#current = null;
      end();
    }
  }
}

/** What an append that ended early may have changed; null for what never came to that. */
function stoppedAppend({ outputs }: Plan, destination: Destination, error: ZarrdropError): StoppedAppend | null {
  if (error.kind === "exists" || error.kind === "setting") return null;
  const storeNames = outputs.filter(({ time }) => time.append !== false).map(({ storeName }) => storeName);
  return storeNames.length === 0 ? null : { destination: destination.reference, storeNames };
}

function stoppedAt(progress: Progress | null): Run {
  const { bytesDone, bytesTotal } = progress ?? { bytesDone: 0, bytesTotal: 0 };
  return { kind: "stopped", share: bytesTotal > 0 ? bytesDone / bytesTotal : null };
}

function failed(id: string, error: ZarrdropError): Action {
  return { type: "run", id, run: { kind: "failed", error: errorToWire(error) } };
}
