/**
 * Caps on what a file may make us do; one table, so that they can be weighed against each other. Reaching one is an error
 * of kind `limit`, never a silent cut.
 */
export const LIMITS = {
  /** Longest axis of an image, in elements. */
  axisLength: 2 ** 31 - 1,
  /** Values in one scene: 2^53 would lose integers. */
  sceneValues: 2 ** 52,
  /** Bytes of one decoded native block (tile, strip, plane): what one wasm or JS buffer carries safely. */
  decodedBlockBytes: 1024 * 2 ** 20,
  /** Compressed bytes of one native block. */
  encodedBlockBytes: 1024 * 2 ** 20,
  /** Linked structures (IFDs, segments, directory entries) in one file. */
  linkedEntries: 4_000_000,
  /** Entries in one TIFF directory. */
  tiffTags: 4096,
  /** Bytes of text metadata (XML, JSON) in one piece. */
  metadataBytes: 256 * 2 ** 20,
  /** Nesting of XML elements. */
  xmlDepth: 256,
  /** Scenes of a file. */
  scenes: 100_000,
  /** Codecs that an array's chunks went through. */
  codecs: 64,
  /** Levels that an image names. */
  levels: 1024,
  /** Channels of a scene. */
  channels: 65_536,
  /** Axes of a scene. */
  axes: 16,
  /** Files in a dropped folder. */
  filesInFolder: 1_000_000,
} as const;
