import type { SequenceAxis } from "./sequencePattern.ts";

/** Words that stand before a number in the names of files, by what the number counts. */
const WORDS: Record<SequenceAxis, string> = {
  t: "t tp time timepoint tpoint frame timelapse day hour cycle sk",
  c: "c ch chan channel w wave wavelength wv filter lambda color colour dye cy alexa alexafluor af atto",
  z: "z zstep zpos zslice zplane slice section plane focus depth layer sl",
  p: "p pos position s series scene site stage f fov field xy x y point loc location m tile mosaic v view well row r col column",
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

/**
 * Names of particular programs whose letters mean something else; tried on one name of the family. The letters' meanings replace
 * those of the table; a letter that is null says nothing by itself.
 */
const DIALECTS: readonly { name: RegExp; words: Readonly<Record<string, SequenceAxis | null>> }[] = [
  // Operetta and Opera Phenix: row, column, field, plane, channel, time ("sk").
  {
    name: /r\d+c\d+f\d+p\d+-ch\d+sk\d+/,
    words: { r: "p", c: "p", f: "p", p: "z", ch: "c", sk: "t", fk: null, fl: null },
  },
  // CellVoyager: time, field, time line, action, section, channel.
  { name: /_T\d{4}F\d{3}L\d{2}A\d{2}Z\d{2}C\d{2}/, words: { t: "t", f: "p", l: null, a: null, z: "z", c: "c" } },
];

/** How letters before numbers are to be understood in names like this one. */
export function wordMeanings(name: string): (letters: string) => SequenceAxis | null {
  const dialect = DIALECTS.find((each) => each.name.test(name));
  return (letters) => {
    const word = letters.toLowerCase();
    // A word such as "constructor" is a member of every object.
    const own = dialect !== undefined && Object.hasOwn(dialect.words, word) ? dialect.words[word] : undefined;
    return own === undefined ? axisOfWord(letters) : own;
  };
}

/** A field that tells a time by itself (Incucyte's "00d12h30m"): all of its numbers are one time. */
export function isElapsedTime(text: string): boolean {
  return /^\d+d\d+h(\d+m)?(\d+s)?$/.test(text);
}
