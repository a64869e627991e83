import { LIMITS } from "../../model/limits.ts";
import type { ChannelDescription } from "../../model/image.ts";
import { parseXml, type XmlElement } from "../shared/xml.ts";

/** Attributes of a file's elements of one name, in its order. */
export type Elements = (name: string) => Readonly<Record<string, string>>[];

/** The elements of a small document by their names. */
export function elementsOf(text: string, file: string): Elements {
  const found = new Map<string, XmlElement["attributes"][]>();
  const add = ({ name, attributes, children }: XmlElement): void => {
    const others = found.get(name);
    if (others === undefined) found.set(name, [attributes]);
    else others.push(attributes);
    for (const child of children) add(child);
  };
  add(parseXml(text, file, { length: LIMITS.metadataBytes }));
  return (name) => found.get(name) ?? [];
}

/** A channel as the settings (.mes) describe it. */
export function channelOf(attributes: Readonly<Record<string, string>>): ChannelDescription {
  const {
    Fluorophore: fluorophore = "",
    Target: target = "",
    Color: color = "",
    Acquisition: filter = "",
  } = attributes;
  // "#FF002FFF": alpha, red, green, blue. "BP445/45": the middle and the width of what the filter lets through.
  const emission = Number(/^BP(\d{3,4})\//.exec(filter)?.[1] ?? NaN);
  const name = fluorophore === "" ? target : fluorophore;
  return {
    name: name === "" ? null : name,
    color: /^#[0-9A-F]{8}$/i.test(color) ? color.slice(3).toUpperCase() : null,
    window: null,
    emissionWavelengthNanometre: Number.isFinite(emission) ? emission : null,
  };
}

/** Facts for people of the channel that was used first. */
export function factsOf(
  detail: Readonly<Record<string, string>>,
  channel: Readonly<Record<string, string>>,
): Record<string, string> {
  const facts: [string, string | undefined][] = [
    ["Instrument", detail["TargetSystem"]],
    ["Objective", channel["Objective"]],
    ["Objective magnification", channel["Magnification"]],
    ["Method", channel["Method"]],
    ["Binning", channel["Binning"]],
  ];
  return Object.fromEntries(facts.filter((fact): fact is [string, string] => fact[1] !== undefined && fact[1] !== ""));
}
