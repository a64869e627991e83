import type { ConversionClient } from "../../browser/conversionClient.ts";
import { modifiedOf, unfinishedStores } from "../../browser/destination.ts";
import type { Destination } from "../../browser/destination.ts";
import type { ReadingClient } from "../../browser/readingClient.ts";
import { holdWakeLock } from "../../browser/wakeLock.ts";
import { ZarrdropError } from "../../model/errors.ts";
import { errorToWire } from "../../protocol/errorTransfer.ts";
import type { DestinationPlan } from "../../plan/destinationPlan.ts";
import type { Plan } from "../../plan/plan.ts";
import { storeNamesOf } from "../../plan/plannedStore.ts";
import type { Settings } from "../../plan/settings/settings.ts";
import type { Action, AppState, ExistingQuestion, ExistingStore, JobPart } from "./appState.ts";
import { ItemRun } from "./itemRun.ts";
import { JobPace } from "./jobPace.ts";
import { planTogether } from "./planTogether.ts";
import type { Conflict, Decided, DestinationLook, JobPlans } from "./planTogether.ts";
import { canConvert, canConvertAgain } from "./queue.ts";
import type { ConversionResult, ExistingAnswer, QueueItem } from "./queue.ts";
import type { Store } from "./store.ts";
import { WrittenStores } from "./writtenChunks.ts";

/** Converts the queue, one item after the other. */
export class ConversionRun {
  readonly #store: Store<AppState, Action>;
  readonly #client: ConversionClient;
  readonly #reading: Pick<ReadingClient, "planForDestination" | "lookAtStores" | "forgetKept">;
  /** How far the chunks of items are. */
  readonly written = new WrittenStores();
  #controller: AbortController | null = null;
  #current: ItemRun | null = null;
  /** Lets a job that rests go on. */
  #goOn: () => void = () => {};
  /** Resolves when waiting items were planned anew, if that is under way. */
  #replanned: Promise<void> = Promise.resolve();
  /** The item that is being planned. */
  #planned: { id: string; controller: AbortController } | null = null;
  #answer: ((answer: ExistingAnswer | null) => void) | null = null;
  /** What was said last of something that is waited for. */
  #waiting: string | null = null;

  /** `reading` looks at what is in the destination already. */
  constructor(
    store: Store<AppState, Action>,
    client: ConversionClient,
    reading: Pick<ReadingClient, "planForDestination" | "lookAtStores" | "forgetKept">,
  ) {
    this.#store = store;
    this.#client = client;
    this.#reading = reading;
  }

  /**
   * Converts the given items (all that can be, if none are given), but for those that their settings do not allow. The destination must have
   * been chosen. The results of those that were done.
   */
  async start(destination: Destination, ids: readonly string[] | null = null): Promise<ConversionResult[]> {
    if (this.#controller !== null) return [];
    const controller = new AbortController();
    this.#controller = controller;
    const release = holdWakeLock();
    try {
      const items = await this.#meant(ids);
      if (items.length === 0) return [];
      const jobs = await this.#prepare(items, destination, controller.signal);
      return jobs === null || controller.signal.aborted ? [] : await this.#runAll(jobs, destination, controller.signal);
    } finally {
      release();
      this.#controller = null;
      this.#store.dispatch({ type: "job", job: null });
    }
  }

  async #meant(ids: readonly string[] | null): Promise<QueueItem[]> {
    const isUnplanned = await this.#unplanned();
    const named = ids === null ? null : new Set(ids);
    return this.#store
      .get()
      .items.filter(
        (item) =>
          (named === null ? canConvert(item) : named.has(item.id) && canConvertAgain(item)) && !isUnplanned(item),
      );
  }

  /** Stops everything that runs or waits. */
  cancel(): void {
    this.answer(null);
    this.#controller?.abort();
    this.#planned?.controller.abort();
    this.#current?.stop();
    this.#goOn();
  }

  /** Rests after the units of work that are under way, or goes on. */
  pause(isPaused: boolean): void {
    const { job } = this.#store.get();
    if (job === null) return;
    this.#store.dispatch({ type: "job", job: { ...job, isPaused } });
    this.#client.hold(isPaused);
    this.#current?.rest();
    if (!isPaused) this.#goOn();
  }

  /** Has the settings that hold now hold for what waits, too. Failures become those of their items. */
  applySettings(destination: Destination): Promise<void> {
    this.#replanned = this.#replanned.then(() => this.#planAnew(destination)).catch(() => {});
    return this.#replanned;
  }

  async #planAnew(destination: Destination): Promise<void> {
    const { items, job } = this.#store.get();
    if (job === null || this.#controller === null) return;
    const waiting = items.filter(({ id, run }) => run.kind === "waiting" && job.parts.has(id));
    const others = [...job.parts].filter(([id]) => !waiting.some((item) => item.id === id));
    const taken = others.flatMap(([, { plan }]) => storeNamesOf(plan));
    const plans = await this.#prepare(waiting, destination, this.#controller.signal, taken);
    const { job: now } = this.#store.get();
    if (plans === null || now === null) return;
    const parts = new Map([...now.parts, ...partsOf(this.#store.get(), plans)]);
    this.#store.dispatch({ type: "job", job: { ...now, parts } });
  }

  /** Finishes the item under way and stops then; or goes on after all. */
  stopAfterThis(stop: boolean): void {
    const { job } = this.#store.get();
    if (job !== null) this.#store.dispatch({ type: "job", job: { ...job, stopAfterThis: stop } });
  }

  /** Stops an item that is under way; resolves when nothing is written for it any more. The others go on. */
  async stop(id: string): Promise<void> {
    if (this.#planned?.id === id) this.#planned.controller.abort();
    if (this.#current?.id !== id) return;
    this.#current.stop();
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
    taken: readonly string[] = [],
  ): Promise<Map<string, Plan> | null> {
    const shared = this.#store.get().settings;
    const look: DestinationLook = {
      plan: (item, settings, otherNames) => this.#planItem(item, settings, { destination, otherNames, signal }),
      unfinished: (names) => unfinishedStores(destination.reference, names),
    };
    const naming = await planTogether(items, shared, look, { answer: null, taken });
    this.#hasWaited();
    await this.#sayFailures(naming);
    if (signal.aborted) return null;
    if (naming.conflicts.length === 0) return this.#remark(naming);
    const { conflicts, canGoOn, remarks } = naming;
    const names = conflicts.map(({ storeName }) => storeName);
    const stores = await this.#lookAt(conflicts, destination, signal);
    const decided = await this.#ask({ names, stores, own: new Map(), canGoOn, remarks });
    if (decided === null) return null;
    // Who goes on after a stop or another day is not asked again.
    const answers = new Map(conflicts.map(({ item }) => [item, decided.own?.get(item) ?? decided.answer!]));
    this.#store.dispatch({ type: "decided", answers });
    const answered = await planTogether(items, shared, look, { ...decided, taken });
    await this.#sayFailures(answered);
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

  /** Its settings do not allow it: that is said of it as long as they hold, and nothing is tried. */
  async #unplanned(): Promise<(item: QueueItem) => boolean> {
    // The planner is not needed before there is something to convert.
    const { planItem } = await import("./planning.ts");
    const { settings, stores } = this.#store.get();
    return (item) => planItem(item, settings, stores)?.plan === null;
  }

  /** What was stopped while it was planned is no failure, nor is what new settings do not allow: that waits no more. */
  async #sayFailures({ errors }: JobPlans): Promise<void> {
    const isUnplanned = await this.#unplanned();
    for (const item of this.#store.get().items) {
      const { id } = item;
      const error = errors.get(id);
      if (error === undefined || error.kind === "cancelled") continue;
      this.#store.dispatch(isUnplanned(item) ? { type: "run", id, run: { kind: "idle" } } : failed(id, error));
    }
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

  /** What is asked about is shown as far as it can be looked at. */
  async #lookAt(
    conflicts: readonly Conflict[],
    destination: Destination,
    signal: AbortSignal,
  ): Promise<ExistingStore[]> {
    const { reference } = destination;
    const looks = await this.#reading.lookAtStores(reference, conflicts, signal).catch(() => []);
    return Promise.all(
      looks.map(async (look, at) => {
        const modified = await modifiedOf(reference, look.storeName).catch(() => null);
        return { ...look, item: conflicts[at]!.item, modified };
      }),
    );
  }

  async #ask(question: ExistingQuestion): Promise<Decided | null> {
    this.#store.dispatch({ type: "question", question });
    const answer = await new Promise<ExistingAnswer | null>((resolve) => (this.#answer = resolve));
    this.#answer = null;
    const own = this.#store.get().question?.own ?? question.own;
    this.#store.dispatch({ type: "question", question: null });
    return answer === null ? null : { answer, own };
  }

  async #runAll(
    plans: ReadonlyMap<string, Plan>,
    destination: Destination,
    signal: AbortSignal,
  ): Promise<ConversionResult[]> {
    const done: ConversionResult[] = [];
    // The pictures that are shown stay; what they were made of is quickly read again.
    this.#reading.forgetKept();
    const parts = partsOf(this.#store.get(), plans);
    this.#store.dispatch({ type: "job", job: { parts, stopAfterThis: false, isPaused: false, startedAt: Date.now() } });
    for (const id of plans.keys()) this.#store.dispatch({ type: "run", id, run: { kind: "waiting" } });
    const pace = new JobPace(performance.now() / 1000);
    let bytesBefore = 0;
    for (;;) {
      await this.#rested(pace);
      await this.#replanned;
      // Looked up anew each time: items are stopped, removed, put in another order and planned anew meanwhile.
      const { items, job } = this.#store.get();
      const item = items.find(({ id, run }) => run.kind === "waiting" && job?.parts.has(id));
      if (item === undefined || signal.aborted || job === null || job.stopAfterThis) break;
      const run = new ItemRun(this.#store, this.#client, {
        item,
        others: items.filter(({ id }) => job.parts.has(id)),
        part: job.parts.get(item.id)!,
        destination,
        pace,
        bytesBefore,
        written: this.written,
        say: (text) => (text === null ? this.#hasWaited() : this.#sayWaiting(text)),
      });
      this.#current = run;
      const result = await run.ended;
      this.#current = null;
      bytesBefore += run.bytesDone;
      if (result !== null) done.push(result);
    }
    return done;
  }

  /** Resolves when the job is not paused. */
  async #rested(pace: JobPace): Promise<void> {
    const isPaused = (): boolean =>
      this.#store.get().job?.isPaused === true && this.#controller?.signal.aborted === false;
    while (isPaused()) await new Promise<void>((resolve) => (this.#goOn = resolve));
    pace.rested(performance.now() / 1000);
  }
}

function partsOf({ items, settings }: AppState, plans: ReadonlyMap<string, Plan>): Map<string, JobPart> {
  const parts = new Map<string, JobPart>();
  for (const { id, ownSettings, scenes } of items) {
    const plan = plans.get(id);
    if (plan !== undefined) parts.set(id, { plan, settings: ownSettings ?? settings, scenes });
  }
  return parts;
}

function failed(id: string, error: ZarrdropError): Action {
  return { type: "run", id, run: { kind: "failed", error: errorToWire(error) } };
}
