import type { ByteSource } from "../../bytes/source.ts";
import { isAboutContent } from "../shared/aboutContent.ts";
import { factsOf } from "../shared/describeRaw.ts";
import { childNamed, childrenNamed, parseXml, type XmlElement } from "../shared/xml.ts";

/** What an .emi file says of one series. */
export type EmiFacts = {
  facts: Record<string, string>;
  /** Micrometres. */
  stage: { x: number | null; y: number | null; z: number | null };
};

/** Beyond that there are pictures for people. */
const MOST_BYTES = 32 * 2 ** 20;
const MOST_OBJECTS = 1000;
const START = "<ObjectInfo>";
const END = "</ObjectInfo>";

/** The documents in an .emi file, in the order of the series that they are about; those that are damaged are null. */
export async function readEmi(source: ByteSource, signal: AbortSignal): Promise<(EmiFacts | null)[]> {
  const bytes = await source.read(0, Math.min(MOST_BYTES, source.size), signal);
  const text = new TextDecoder("latin1").decode(bytes);
  const found: (EmiFacts | null)[] = [];
  for (let at = text.indexOf(START); at >= 0 && found.length < MOST_OBJECTS; at = text.indexOf(START, at + 1)) {
    const end = text.indexOf(END, at);
    if (end < 0) break;
    found.push(parseObject(new TextDecoder().decode(bytes.subarray(at, end + END.length)), source.name));
  }
  return found;
}

function parseObject(text: string, file: string): EmiFacts | null {
  try {
    return factsIn(parseXml(text, file));
  } catch (error) {
    // The pixels are there without it.
    if (!isAboutContent(error)) throw error;
    return null;
  }
}

function factsIn(root: XmlElement): EmiFacts {
  const description = childNamed(root, "ExperimentalDescription");
  const list = description === null ? null : childNamed(description, "Root");
  const told = (list === null ? [] : childrenNamed(list, "Data")).map((data) => {
    const part = (name: string): string => childNamed(data, name)?.text.trim() ?? "";
    return { label: part("Label"), value: part("Value"), unit: part("Unit") };
  });
  const date = childNamed(root, "AcquireDate")?.text ?? "";
  const stage = (axis: string): number | null => {
    const { value, unit } = told.find(({ label }) => label === `Stage ${axis}`) ?? { value: "", unit: "" };
    return unit === "um" && value !== "" && Number.isFinite(Number(value)) ? Number(value) : null;
  };
  return {
    facts: factsOf([
      ...told.map(({ label, value, unit }) => [label, value === "" ? "" : `${value} ${unit}`] as const),
      ["Acquired", date],
    ]),
    stage: { x: stage("X"), y: stage("Y"), z: stage("Z") },
  };
}
