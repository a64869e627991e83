import { proxy } from "comlink";
import { ZarrdropError } from "../model/errors.ts";
import type { ImageDescription } from "../model/image.ts";
import type { DestinationReference, SourceReference } from "../model/references.ts";
import type { DestinationPlan } from "../plan/destinationPlan.ts";
import type { PlanContext } from "../plan/planConversion.ts";
import type { Settings } from "../plan/settings.ts";
import type { StoreValidation, ValidationOptions, ValidationProgress } from "../plan/storeValidation.ts";
import type {
  FormatFacts,
  Identification,
  LevelPixels,
  LevelRequest,
  ReadingApi,
  StoreToCheck,
} from "../protocol/api.ts";
import { callWithToken } from "../protocol/abortTokens.ts";
import type { WorkerConnection } from "./workerConnection.ts";

/** An opened source. Stays valid when the worker has to be started again. */
export type OpenImage = { readonly id: number; readonly description: ImageDescription };

type Entry = {
  open(connection: WorkerConnection<ReadingApi>): Promise<{ source: number; description: ImageDescription }>;
  /** The worker's number, and the connection in which it means something. */
  opened: { connection: WorkerConnection<ReadingApi>; source: Promise<number> } | null;
};

/**
 * The reading worker as the page sees it: calls with an `AbortSignal`, and a worker that died is started again with its
 * sources reopened. Every failure is a `ZarrdropError`.
 */
export class ReadingClient {
  readonly #connect: () => WorkerConnection<ReadingApi>;
  #connection: WorkerConnection<ReadingApi> | null = null;
  readonly #entries = new Map<number, Entry>();
  #nextId = 1;

  constructor(connect: () => WorkerConnection<ReadingApi>) {
    this.#connect = connect;
  }

  /** All formats that can be read. */
  formats(): Promise<FormatFacts[]> {
    return this.#call(async (connection) => connection.api.formats());
  }

  identify(source: SourceReference): Promise<Identification> {
    return this.#call<Identification>(async (connection) => connection.api.identify(withoutOrigins(source)));
  }

  /** `mosaic`: what the settings say about tiles; it decides which scenes there are. */
  open(source: SourceReference, mosaic: Settings["mosaic"]): Promise<OpenImage> {
    return this.#register((connection) => connection.api.open(withoutOrigins(source), { mosaic }));
  }

  /** Opens a finished store, to look at what was written. */
  openStore(destination: DestinationReference, storeName: string): Promise<OpenImage> {
    return this.#register((connection) => connection.api.openStore(destination, storeName));
  }

  close(image: OpenImage): void {
    const opened = this.#entries.get(image.id)?.opened;
    this.#entries.delete(image.id);
    // A source that never opened, or whose worker is gone, has nothing to close.
    opened?.source.then((source) => opened.connection.api.close(source)).catch(() => {});
  }

  /** Pixels of a box of one output level, as the conversion will write them. */
  async readLevel(
    image: OpenImage,
    request: Omit<LevelRequest, "source" | "token">,
    signal: AbortSignal,
  ): Promise<LevelPixels> {
    const entry = this.#entries.get(image.id);
    if (entry === undefined) throw new ZarrdropError("cancelled", "The file was closed.");
    return this.#call(async (connection) => {
      const source = await this.#sourceIn(entry, connection);
      return callWithToken(
        signal,
        (token) => connection.api.readLevel({ ...request, source, token }),
        (token) => void connection.api.cancel(token),
      );
    });
  }

  /** What the planner must know of a destination in which time points are added to stores. Errors: `permission`, `storage`. */
  describeDestination(destination: DestinationReference): Promise<PlanContext> {
    return this.#call<PlanContext>(async (connection) => connection.api.describeDestination(destination));
  }

  /** Checks an OME-Zarr store. Errors: those of reading it, `cancelled`. */
  validateStore(
    store: StoreToCheck,
    options: ValidationOptions,
    onProgress: (progress: ValidationProgress) => void,
    signal: AbortSignal,
  ): Promise<StoreValidation> {
    return this.#call((connection) =>
      callWithToken(
        signal,
        (token) => connection.api.validateStore(store, options, token, proxy(onProgress)),
        (token) => void connection.api.cancel(token),
      ),
    );
  }

  /** The plan of an open image for a destination: see `ReadingApi.planForDestination`. */
  async planForDestination(
    image: OpenImage,
    settings: Settings,
    destination: DestinationReference,
    otherNames: readonly string[],
    onWait: (sentence: string) => void,
  ): Promise<DestinationPlan> {
    const entry = this.#entries.get(image.id);
    if (entry === undefined) throw new ZarrdropError("cancelled", "The file was closed.");
    return this.#call<DestinationPlan>(async (connection) => {
      const source = await this.#sourceIn(entry, connection);
      return connection.api.planForDestination(source, settings, destination, otherNames, proxy(onWait));
    });
  }

  /** A finished store as one file, to be downloaded. */
  archiveStore(destination: DestinationReference, storeName: string, signal: AbortSignal): Promise<Blob> {
    return this.#call((connection) =>
      callWithToken(
        signal,
        (token) => connection.api.archiveStore(destination, storeName, token),
        (token) => void connection.api.cancel(token),
      ),
    );
  }

  async #register(open: Entry["open"]): Promise<OpenImage> {
    return this.#call(async (connection) => {
      const { source, description } = await open(connection);
      const id = this.#nextId++;
      this.#entries.set(id, { open, opened: { connection, source: Promise.resolve(source) } });
      return { id, description };
    });
  }

  #sourceIn(entry: Entry, connection: WorkerConnection<ReadingApi>): Promise<number> {
    if (entry.opened?.connection !== connection) {
      entry.opened = { connection, source: entry.open(connection).then((answer) => answer.source) };
    }
    return entry.opened.source;
  }

  async #call<Result>(work: (connection: WorkerConnection<ReadingApi>) => Promise<Result>): Promise<Result> {
    const connection = this.#current();
    return Promise.race([work(connection), connection.lost]);
  }

  #current(): WorkerConnection<ReadingApi> {
    if (this.#connection !== null) return this.#connection;
    const connection = this.#connect();
    this.#connection = connection;
    connection.lost.catch(() => {
      connection.end();
      if (this.#connection === connection) this.#connection = null;
    });
    return connection;
  }
}

/** Reading asks nobody where files lie; handles of hundreds of files dropped together would be sent for each of them. */
function withoutOrigins(source: SourceReference): SourceReference {
  if (source.kind === "sequence" && source.source.kind === "files") {
    return { ...source, source: { ...source.source, origins: [] } };
  }
  return source.kind === "files" ? { ...source, origins: [] } : source;
}
