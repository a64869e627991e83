import type { ConversionClient } from "../../browser/conversionClient.ts";
import type { Destination } from "../../browser/destination.ts";
import { asZarrdropError, type ZarrdropError } from "../../model/errors.ts";
import type { ConversionEvent } from "../../plan/job.ts";
import type { Plan } from "../../plan/plan.ts";
import { errorToWire } from "../../protocol/errorTransfer.ts";
import type { Action, AppState, JobPart } from "./appState.ts";
import type { JobPace } from "./jobPace.ts";
import { jobProgress } from "./jobProgress.ts";
import { jobSources } from "./jobSources.ts";
import { ownsOutputs } from "./ownsOutputs.ts";
import { leftBehindBy } from "./planTogether.ts";
import { type Progress, ProgressReporter } from "./progressReporter.ts";
import type { ConversionResult, QueueItem, Run, StoppedAppend } from "./queue.ts";
import type { Store } from "./store.ts";
import type { WrittenStores } from "./writtenChunks.ts";

/** An item of a job, and what it is converted with. */
export type ItemWork = {
  item: QueueItem;
  /** All items of the job. */
  others: readonly QueueItem[];
  part: JobPart;
  destination: Destination;
  pace: JobPace;
  written: WrittenStores;
  /** What the job had done before. */
  bytesBefore: number;
  /** Told, in a sentence, what takes a while before anything is to be seen; null: that is over. */
  say: (text: string | null) => void;
};

/** The conversion of one item of a job. It begins at once; what becomes of it is in the state. */
export class ItemRun {
  readonly id: string;
  /** The result, or null for what failed or was stopped; resolves when nothing is written for it any more. Never rejects. */
  readonly ended: Promise<ConversionResult | null>;
  readonly #store: Store<AppState, Action>;
  readonly #work: ItemWork;
  readonly #controller = new AbortController();
  readonly #reporter = new ProgressReporter((progress) => this.#show(progress));

  constructor(store: Store<AppState, Action>, client: Pick<ConversionClient, "convert">, work: ItemWork) {
    this.id = work.item.id;
    this.#store = store;
    this.#work = work;
    this.ended = this.#run(client);
  }

  /** Bytes that it did. */
  get bytesDone(): number {
    return this.#reporter.bytesDone;
  }

  stop(): void {
    this.#controller.abort();
  }

  /** It was held, or goes on: the time until now tells nothing of its pace. */
  rest(): void {
    this.#work.pace.rested(performance.now() / 1000);
  }

  async #run(client: Pick<ConversionClient, "convert">): Promise<ConversionResult | null> {
    const { item, others, part, destination, written, say } = this.#work;
    const { id } = this;
    const { plan } = part;
    written.begin(id, plan.outputs);
    this.#store.dispatch({ type: "run", id, run: { kind: "running" } });
    this.#store.dispatch({ type: "begun", id, leftBehind: ownsOutputs(plan) ? leftBehindBy(plan) : null });
    try {
      const job = { ...jobSources(item, others), destination: destination.reference, plan };
      const onEvent = (event: ConversionEvent): void => {
        say(event.kind === "waiting" ? event.text : null);
        if (event.kind === "chunks") written.mark(id, event);
        else if (event.kind !== "waiting") this.#reporter.see(event);
      };
      const report = await client.convert(job, onEvent, this.#controller.signal);
      const { reference, folderName } = destination;
      const result = { ...part, report, destination: reference, folderName };
      this.#store.dispatch({ type: "run", id, run: { kind: "done", result } });
      return result;
    } catch (thrown) {
      this.#end(asZarrdropError(thrown));
      return null;
    } finally {
      this.#reporter.close();
    }
  }

  #end(error: ZarrdropError): void {
    const { id } = this;
    const { part, destination } = this.#work;
    const { progress } = this.#store.get();
    // Somebody else's store: it was not begun by us. Nor is one of ours, when the source is not what it was: nothing goes on there.
    if (error.kind === "exists" || error.kind === "source-changed")
      this.#store.dispatch({ type: "begun", id, leftBehind: null });
    this.#store.dispatch({ type: "appendStopped", id, stoppedAppend: stoppedAppend(part.plan, destination, error) });
    const run: Run = error.kind === "cancelled" ? stoppedAt(progress) : { kind: "failed", error: errorToWire(error) };
    this.#store.dispatch({ type: "run", id, run });
  }

  #show(progress: Progress): void {
    const state = this.#store.get();
    const now = performance.now() / 1000;
    if (state.job?.isPaused === true) this.rest();
    const whole = jobProgress({ ...state, progress });
    const left = whole === null ? 0 : whole.bytesTotal - whole.bytesDone;
    const pace = this.#work.pace.update(now, this.#work.bytesBefore + this.bytesDone, left);
    this.#store.dispatch({ type: "progress", progress, pace: { ...pace, toldAt: Date.now() } });
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
