/** An index at the top of a folder. */
export function isIndex(path: string): boolean {
  return /^[^/]+\.nd$/i.test(path);
}

/** The parts of a file's name that tell its place; null for what the acquisition does not have. */
export type NamedPlace = { wave: { number: number; name: string } | null; stage: number | null; time: number | null };

/** Names without an ending that the file of a place may have, the likeliest first: what cannot stand in a name was replaced. */
export function namesOf(stem: string, { wave, stage, time }: NamedPlace): string[] {
  const behind = `${stage === null ? "" : `_s${stage}`}${time === null ? "" : `_t${time}`}`;
  if (wave === null) return [stem + behind];
  const own = wave.name;
  const legal = [own, own.replaceAll(/[\\/:*?"<>|.]/g, "-"), own.replaceAll(/[\\/:*?"<>|.]/g, "_"), ""];
  return [...new Set(legal)].map((name) => `${stem}_w${wave.number}${name}${behind}`);
}
