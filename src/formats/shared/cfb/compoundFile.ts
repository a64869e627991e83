import { CachedSource } from "../../../bytes/cachedSource.ts";
import { Cursor } from "../../../bytes/cursor.ts";
import { baseName } from "../../../model/paths.ts";
import type { ByteSource } from "../../../bytes/source.ts";
import { ChainSource, type SectorPlace, type SectorRun } from "./chainSource.ts";
import { damagedCompound } from "./damaged.ts";
import { readCfbDirectory, type StreamEntry } from "./directory.ts";
import { type CfbHeader, readCfbHeader } from "./header.ts";
import { MOST_SECTORS, SectorTable } from "./sectorTable.ts";

const NUMBER_BYTES = 4;
/** Tables are read a little at a time, between the pixels that they lie between. */
const TABLE_CACHE = { blockBytes: 4096, blocks: 1024 };

/** What streams of a size lie in. */
type Storage = { table: SectorTable; place: SectorPlace };

/**
 * An OLE2 compound file (Microsoft, [MS-CFB] Compound File Binary File Format, versions 3 and 4): a file system in a file. Its tables are
 * read where the chains of its streams lead, the streams at random.
 */
export class CompoundFile {
  readonly #header: CfbHeader;
  readonly #streams: ReadonlyMap<string, StreamEntry>;
  readonly #sectors: Storage;
  readonly #miniSectors: Storage;

  private constructor(
    header: CfbHeader,
    streams: ReadonlyMap<string, StreamEntry>,
    storages: { sectors: Storage; miniSectors: Storage },
  ) {
    this.#header = header;
    this.#streams = streams;
    this.#sectors = storages.sectors;
    this.#miniSectors = storages.miniSectors;
  }

  /**
   * Opens a compound file.
   * @throws `unsupported-format` for a file of another kind; `corrupt`, `limit`
   */
  static async open(source: ByteSource, signal: AbortSignal): Promise<CompoundFile> {
    const header = await readCfbHeader(source, signal);
    const { sectorBytes } = header;
    const tables = new CachedSource(source, TABLE_CACHE);
    const count = Math.max(0, Math.ceil(source.size / sectorBytes) - 1);
    const place: SectorPlace = { source, offset: sectorBytes, sectorBytes };
    const tablePlace = { ...place, source: tables };
    const fatRuns = await fatRunsOf(header, tablePlace, count, signal);
    const fat = new ChainSource(source.name, fatRuns.length * sectorBytes, fatRuns, tablePlace);
    const table = new SectorTable(fat, count, source.name);
    const whole = async (start: number): Promise<ByteSource> => {
      const runs = await table.follow(start, null, signal);
      return new ChainSource(source.name, sectorsOf(runs) * sectorBytes, runs, tablePlace);
    };
    const directory = await readCfbDirectory(await whole(header.directoryStart), header.version, signal);
    const sectors: Storage = { table, place };
    const { miniSectorBytes } = header;
    // Without small streams there is no such table, and what holds their sectors has none.
    const miniFat = header.miniFatStart >= MOST_SECTORS ? null : await whole(header.miniFatStart);
    const size = miniFat === null ? 0 : directory.root.size;
    const mini = await openChain(source.name, { start: directory.root.start, size }, sectors, signal);
    const miniTable = new SectorTable(miniFat ?? mini, Math.ceil(mini.size / miniSectorBytes), source.name);
    const miniSectors = { table: miniTable, place: { source: mini, offset: 0, sectorBytes: miniSectorBytes } };
    return new CompoundFile(header, directory.streams, { sectors, miniSectors });
  }

  /** Paths of all streams, in no order: names of storages and the stream's own, with "/" between them. */
  get paths(): string[] {
    return [...this.#streams.keys()];
  }

  /**
   * A stream as a file of its own; null where there is none of the path.
   * @throws `corrupt`
   */
  async stream(path: string, signal: AbortSignal): Promise<ByteSource | null> {
    const entry = this.#streams.get(path);
    if (entry === undefined) return null;
    const storage = entry.size < this.#header.miniCutoff ? this.#miniSectors : this.#sectors;
    return openChain(baseName(path), entry, storage, signal);
  }
}

async function openChain(
  name: string,
  { start, size }: StreamEntry,
  { table, place }: Storage,
  signal: AbortSignal,
): Promise<ByteSource> {
  const runs = await table.follow(start, Math.ceil(size / place.sectorBytes), signal);
  return new ChainSource(name, size, runs, place);
}

function sectorsOf(runs: readonly SectorRun[]): number {
  return runs.reduce((sum, { count }) => sum + count, 0);
}

/** Where the table of sectors lies: the header tells of the first of its sectors, a list of lists of the others ([MS-CFB] 2.5). */
async function fatRunsOf(
  header: CfbHeader,
  { source, offset, sectorBytes }: SectorPlace,
  sectors: number,
  signal: AbortSignal,
): Promise<SectorRun[]> {
  const { difat, fatSectors, difatSectors } = header;
  if (fatSectors > sectors || difatSectors > sectors) {
    throw damagedCompound(source.name, `tables of ${fatSectors} and ${difatSectors} sectors in ${sectors}`);
  }
  const numbers = [...difat];
  const inSector = sectorBytes / NUMBER_BYTES - 1;
  let next = header.difatStart;
  for (let index = 0; index < difatSectors && numbers.length < fatSectors; index++) {
    if (next >= sectors) throw damagedCompound(source.name, `sector ${next} of its list of tables`);
    const cursor = new Cursor(await source.read(offset + next * sectorBytes, sectorBytes, signal), source.name);
    for (let entry = 0; entry < inSector; entry++) numbers.push(cursor.u32());
    next = cursor.u32();
  }
  if (numbers.length < fatSectors) throw damagedCompound(source.name, `${numbers.length} of ${fatSectors} tables`);
  return numbers.slice(0, fatSectors).map((first) => {
    if (first >= sectors) throw damagedCompound(source.name, `sector ${first} of its table of sectors`);
    return { first, count: 1 };
  });
}
