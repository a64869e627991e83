import { expect, it } from "vitest";
import { LIMITS } from "../../model/limits.ts";
import { parseXml } from "./xml.ts";

const ELEMENT_ATTRIBUTES = 1000;

it("parseXml refuses too many attributes of all elements, left out or not", () => {
  const element = `<a ${Array.from({ length: ELEMENT_ATTRIBUTES }, (_, index) => `a${index}=""`).join(" ")}/>`;
  const withAttributes = (count: number) => `<b>${element.repeat(count / ELEMENT_ATTRIBUTES)}</b>`;
  const refused = expect.objectContaining({ kind: "limit", message: expect.stringContaining("attributes") });
  const tooMany = withAttributes(LIMITS.xmlAttributes + ELEMENT_ATTRIBUTES);
  expect(() => parseXml(tooMany, "a.xml")).toThrow(refused);
  expect(() => parseXml(tooMany, "a.xml", { skip: () => true })).toThrow(refused);
});
