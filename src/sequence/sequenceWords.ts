import type { SequenceAxis } from "./sequencePattern.ts";

/** Words that stand before a number in the names of files, by what the number counts. */
const WORDS: Record<SequenceAxis, string> = {
  t: "t tp time timepoint tpoint frame timelapse day hour cycle sk",
  c: "c ch chan channel w wave wavelength wv filter lambda color colour dye cy alexa alexafluor af atto",
  z: "z zstep zpos zslice zplane slice section plane focus depth layer sl",
  p: "p pos position sample cell animal mouse rat fish embryo larva worm fly patient donor organoid colony replicate rep slide plate dish s series scene site stage f fov field xy x y point loc location m tile mosaic v view well row r col column",
};

const AXIS_OF_WORD = new Map<string, SequenceAxis>(
  // Keys of the table above.
  (Object.entries(WORDS) as [SequenceAxis, string][]).flatMap(([axis, words]) =>
    words.split(" ").map((word) => [word, axis] as const),
  ),
);

/** What a number counts, by the letters before it ("ImgCh", "t", "TimePoint"); null for words that say nothing. */
export function axisOfWord(letters: string): SequenceAxis | null {
  const last = /\p{Lu}?\p{Ll}+$|\p{Lu}+$/u.exec(letters)?.[0] ?? "";
  return AXIS_OF_WORD.get(letters.toLowerCase()) ?? AXIS_OF_WORD.get(last.toLowerCase()) ?? null;
}

const CHANNEL_WORD =
  /^(dapi|hoechst|[a-z]{0,2}[gryc]fp\d*|egfp|mcherry|mkate\d?|tdtomato|fitc|tritc|texas[ _-]?red|cy[ _-]?\d(\.\d)?|alexa.*|af\d{3}|atto.*|draq\d|sytox.*|bf|brightfield|tl|trans|phase.*|dic|pol|red|green|blue|far[ _-]?red|cyan|yellow|\d{3} ?(nm)?)$/i;

/** Whether a text is what people call a channel. */
export function isChannelWord(text: string): boolean {
  return CHANNEL_WORD.test(text);
}

/** Row and column of a well plate: "B03". */
export function isWell(text: string): boolean {
  return /^[A-Pa-p]\d{1,2}$/.test(text);
}

/** Words before a number that counts images of any kind. */
const COUNTING = /^(img|image|im|pic|picture|photo|file|snap|stack|scan|dsc|seq|sequence|no|nr|n)$/i;

/** Whether letters right before a number say nothing of what it counts ("img0001"); any others are the name of a sample. */
export function isCountingWord(letters: string): boolean {
  return letters === "" || COUNTING.test(letters);
}

/** Units behind a number: a time, a depth, a wavelength. */
const UNIT_AXES: readonly [RegExp, SequenceAxis][] = [
  [/^(msec|ms|secs?|s|mins?|hours?|hrs?|hr|h|days?)$/i, "t"],
  [/^[uµμ]m$/i, "z"],
  [/^nm$/i, "c"],
];

/** What a number counts by the letters behind it ("5min", "12um", "488nm"). */
export function axisOfUnit(letters: string): SequenceAxis | null {
  return UNIT_AXES.find(([unit]) => unit.test(letters))?.[1] ?? null;
}

/** Whether a text has the name of a channel among its words ("GFP wide"). */
export function hasChannelWord(text: string): boolean {
  return (
    isChannelWord(text) || text.split(/[^\p{L}\p{N}]+/u).some((word) => /\p{L}/u.test(word) && isChannelWord(word))
  );
}

/** A field that tells a time by itself (Incucyte's "00d12h30m"): all of its numbers are one time. */
export function isElapsedTime(text: string): boolean {
  return /^\d+d\d+h(\d+m)?(\d+s)?$/.test(text);
}
