import { VERSION } from "../../model/version.ts";
import { isObject } from "../../model/untrustedJson.ts";
import type { Plan } from "../plan.ts";
import type { ParameterKey } from "../settings/parameterRow.ts";
import { PARAMETERS } from "../settings/parameters.ts";
import type { Attributes } from "./ngff.ts";

/** What a store was made of, by what, and how: the same for the same conversion, whoever runs it and when. */
export type Provenance = {
  /** Name and version. */
  tool: string;
  source: { name: string; format: string; fingerprint: string };
  /** By the names of docs/parameters.md; what is left out was not said. */
  settings: Record<string, unknown>;
  /** As it was given. */
  date?: string;
};

/** The member of a store's attributes that has it. */
export const PROVENANCE = "zarrdrop:provenance";

/** Settings that change no byte of a store, and the date, which has a place of its own. */
const NOT_OF_THE_STORE: ReadonlySet<ParameterKey> = new Set([
  "workers",
  "memoryBudget",
  "verify",
  "manifest",
  "existing",
  "provenance",
  "provenanceDate",
]);

/** What is to be said of a plan's stores; `fingerprint` is the source's, in hexadecimal digits of SHA-256. */
export function provenanceOf({ source, settings }: Pick<Plan, "source" | "settings">, fingerprint: string): Provenance {
  const said = PARAMETERS.filter(({ key }) => !NOT_OF_THE_STORE.has(key) && settings[key] !== null);
  return {
    tool: `zarrdrop ${VERSION}`,
    source: { name: source.name, format: source.format, fingerprint: `sha256:${fingerprint}` },
    settings: Object.fromEntries(said.map(({ key, name }) => [name, settings[key]])),
    ...(settings.provenanceDate === null ? {} : { date: settings.provenanceDate }),
  };
}

/** A root's attributes with what is said of a conversion, behind what they say of earlier ones. Doing it twice changes nothing. */
export function withProvenance(attributes: Attributes, provenance: Provenance): Attributes {
  const earlier = Array.isArray(attributes[PROVENANCE]) ? attributes[PROVENANCE].filter(isObject) : [];
  const text = JSON.stringify(provenance);
  return { ...attributes, [PROVENANCE]: [...earlier.filter((each) => JSON.stringify(each) !== text), provenance] };
}
