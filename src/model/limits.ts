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
  /**
   * Bytes of one decoded block that nobody asks reasons for: a blank tile, or a blank mask as a PNG, of any usual size (8192² pixels of 8 bits).
   */
  undoubtedBlockBytes: 64 * 2 ** 20,
  /**
   * The same for a chunk of a Zarr array. A store says its chunk size once, for pictures and blanks alike, and Dask's automatic chunks have
   * 128 MiB: such a chunk of zeros is honest, although Zstandard makes some kilobytes of it.
   */
  undoubtedChunkBytes: 128 * 2 ** 20,
  /**
   * Decoded bytes of a larger block for each byte that comes with it (`largestHonestBlock`). Pictures of cells become 2 to 20 times smaller,
   * masks of many regions up to 200 times; beyond that a block is blank. Deflate's own bound is 1032, LZMA's and Zstandard's are above 7000.
   */
  honestRatio: 256,
  /** Compressed bytes of one native block. */
  encodedBlockBytes: 1024 * 2 ** 20,
  /** Linked structures (IFDs, segments, directory entries) in one file. */
  linkedEntries: 4_000_000,
  /** Directories in the chain of one TIFF file: stacks of 100,000 pages are made, and each page costs a look. */
  tiffDirectories: 500_000,
  /** Entries in one TIFF directory. */
  tiffTags: 4096,
  /** Bytes of text metadata (XML, JSON) in one piece. */
  metadataBytes: 256 * 2 ** 20,
  /**
   * Characters of one XML document: 100,000 planes that OME-XML describes one by one, with a file name each, have some 50 million. Its text
   * goes into the store, and through several forms on the way.
   */
  xmlCharacters: 64 * 2 ** 20,
  /** Elements of an XML document that are kept: some 100 bytes each, and again as much for each attribute. */
  xmlElements: 1_000_000,
  /**
   * Attributes of all elements together, and of one: 100,000 planes with all that OME-XML says of each have 1.8 million, and an element a
   * hundred at most.
   */
  xmlAttributes: 3_000_000,
  xmlAttributesOfElement: 1024,
  /** Different names of attributes: every vendor has some hundred, and each new one costs far more than its letters. */
  xmlAttributeNames: 4096,
  /** Bytes and values of one JSON file: the metadata of a plate of 1536 wells with all its arrays, consolidated, have a tenth. */
  jsonBytes: 64 * 2 ** 20,
  jsonValues: 2_000_000,
  /** Nesting of values in it: honest metadata have a dozen levels, and what walks through them calls itself for each. */
  jsonDepth: 128,
  /** Characters of a name (image, channel) and of any other text about an image that people get to see. */
  nameCharacters: 65_536,
  factCharacters: 2 ** 20,
  /** Characters of a description with a setting on each line, as ImageJ writes: honest ones have some hundred, and each line costs. */
  settingsCharacters: 2 * 2 ** 20,
  /** Chunks of one PNG file: encoders make one for each 8 KiB and more. */
  pngChunks: 250_000,
  /** Nesting of XML elements. */
  xmlDepth: 256,
  /** Scenes of a file. */
  scenes: 100_000,
  /** Codecs that an array's chunks went through. */
  codecs: 64,
  /** Multiscale images of one group: one nearly always, a few where they were made smaller in several ways. */
  multiscales: 256,
  /** Levels that an image names: each is opened. Halving comes from the longest axis to one pixel in 31. */
  levels: 128,
  /** Wells of a plate, each looked for: the largest that are made have 9,600. */
  wells: 20_000,
  /** Images of a store that are named and not there: a copy in part may lack many; beyond that nobody is helped by going on. */
  missingImages: 10_000,
  /** Channels of a scene. */
  channels: 65_536,
  /** Axes of a scene. */
  axes: 16,
  /** Chunks of one Zarr array, or tiles or strips of one TIFF page, that have less than `tinyChunkBytes`: each costs a look, and a billion of them an endless job. */
  tinyChunks: 1_000_000,
  tinyChunkBytes: 4096,
  /** Files in a zip archive: all of its list is read at once. */
  zipEntries: 400_000,
  /** Files in a dropped folder. */
  filesInFolder: 1_000_000,
} as const;

/**
 * Bytes that one decoded block (tile, strip, plane, picture) may have if `evidence` bytes come with it: the whole file where it is at hand,
 * so that a blank plane among pictures is no reason to refuse them, else the encoded block. What may be decoded then depends on what was
 * really given: 300 MB need somewhat more than 1 MB, and a few kilobytes never ask for a gigabyte. A budget of memory over all
 * workers would be one more term of this minimum.
 */
export function largestHonestBlock(evidence: number, undoubted: number = LIMITS.undoubtedBlockBytes): number {
  return Math.min(LIMITS.decodedBlockBytes, Math.max(undoubted, evidence * LIMITS.honestRatio));
}
