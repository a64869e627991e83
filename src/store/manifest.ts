import { ZarrdropError } from "../model/errors.ts";

/** End of the name of a manifest, which lies beside its store ("cells.ome.zarr.manifest.txt"). */
const MANIFEST_SUFFIX = ".manifest.txt";

/** The form of manifests that is written, and the newest that is read. */
const MANIFEST_VERSION = 1;

/**
 * One line of a manifest. A manifest is UTF-8 text that `sha256sum -c` takes when it runs in the store's folder: lines of files as that
 * program writes them, everything else behind "#". Lines come in this order: version, store, source's fingerprint, chunks, files.
 */
export type ManifestEntry =
  | { kind: "version"; version: number }
  | { kind: "store"; name: string }
  /** SHA-256 over what the store was made of, 64 hexadecimal digits. */
  | { kind: "source-fingerprint"; sha256: string }
  /**
   * CRC-32C of the pixels of one chunk, decoded: C order, little-endian, padding included. `level`: path of its array in the store.
   * Null: the chunk was left out because it holds only the fill value.
   */
  | { kind: "chunk"; level: string; index: readonly number[]; crc32c: number | null }
  /** SHA-256 of one file, 64 hexadecimal digits; its path in the store with "/", sorted by code units. */
  | { kind: "file"; sha256: string; path: string };

/** Name of the manifest of a store of this name. */
export function manifestName(storeName: string): string {
  return `${storeName}${MANIFEST_SUFFIX}`;
}

/** The lines that a manifest begins with. `fingerprint`: of the source. */
export function manifestHead(store: string, fingerprint: string): string[] {
  const head: ManifestEntry[] = [
    { kind: "version", version: MANIFEST_VERSION },
    { kind: "store", name: store },
    { kind: "source-fingerprint", sha256: fingerprint },
  ];
  return head.map(manifestLine);
}

/** One line, without its end. */
export function manifestLine(entry: ManifestEntry): string {
  switch (entry.kind) {
    case "version":
      return `# zarrdrop-manifest ${entry.version}`;
    case "store":
      return `# store ${escaped(entry.name)}`;
    case "source-fingerprint":
      return `# source-fingerprint sha256:${entry.sha256}`;
    case "chunk": {
      const sum = entry.crc32c === null ? "absent" : entry.crc32c.toString(16).padStart(8, "0");
      return `# chunk-crc32c ${escaped(entry.level)} ${entry.index.join("/")} ${sum}`;
    }
    case "file": {
      // As coreutils has it: a line that begins with a backslash has an escaped path.
      const path = escaped(entry.path);
      return `${path === entry.path ? "" : "\\"}${entry.sha256}  ${path}`;
    }
  }
}

/**
 * What a line of a manifest says; null for an empty line and for a remark that is none of ours.
 * @throws `corrupt` for a line that is neither, `unsupported-feature` for a newer form of manifest
 */
export function parseManifestLine(line: string): ManifestEntry | null {
  if (line === "") return null;
  if (line.startsWith("#")) return parseRemark(line);
  const [, mark, sha256, path] = /^(\\?)([0-9a-f]{64}) [ *](.+)$/s.exec(line) ?? [];
  if (sha256 === undefined) throw badLine(line);
  return { kind: "file", sha256, path: mark === "" ? path! : unescaped(path!) };
}

function parseRemark(line: string): ManifestEntry | null {
  const [, word, rest] = /^# (\S+) (.+)$/s.exec(line) ?? [];
  switch (word) {
    case "zarrdrop-manifest": {
      const version = /^\d+$/.test(rest!) ? Number(rest) : Number.NaN;
      if (version === MANIFEST_VERSION) return { kind: "version", version };
      throw new ZarrdropError("unsupported-feature", `The manifest has a form that is not known here: ${rest}.`, {
        advice: "Check it with a newer version of the program.",
      });
    }
    case "store":
      return { kind: "store", name: unescaped(rest!) };
    case "source-fingerprint": {
      const [, sha256] = /^sha256:([0-9a-f]{64})$/.exec(rest!) ?? [];
      if (sha256 === undefined) throw badLine(line);
      return { kind: "source-fingerprint", sha256 };
    }
    case "chunk-crc32c": {
      const [, level, index, sum] = /^(.+) (\d+(?:\/\d+)*) ([0-9a-f]{8}|absent)$/s.exec(rest!) ?? [];
      if (level === undefined) throw badLine(line);
      return {
        kind: "chunk",
        level: unescaped(level),
        index: index!.split("/").map(Number),
        crc32c: sum === "absent" ? null : Number.parseInt(sum!, 16),
      };
    }
    default:
      return null;
  }
}

/** Nothing in a line may end it. */
function escaped(text: string): string {
  return text.replaceAll("\\", "\\\\").replaceAll("\n", "\\n").replaceAll("\r", "\\r");
}

function unescaped(text: string): string {
  return text.replace(/\\(.)/g, (whole, letter: string) =>
    letter === "n" ? "\n" : letter === "r" ? "\r" : letter === "\\" ? "\\" : whole,
  );
}

function badLine(line: string): ZarrdropError {
  return new ZarrdropError("corrupt", `The manifest has a line that says nothing: ${line.slice(0, 100)}`, {
    advice: "The manifest was changed or is damaged; take it from where the store was made.",
  });
}
