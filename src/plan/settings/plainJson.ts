import { settingError } from "./settingError.ts";
import { finiteNumber, record, valueText } from "./settingValues.ts";

const MOST_DEPTH = 32;
const MOST_VALUES = 100_000;

/**
 * A copy of an object that can stand in JSON metadata as it is: objects, lists, texts, finite numbers, booleans, null.
 * @throws `setting` for anything else, also for more than 32 levels or 100000 values (a loop among them)
 */
export function plainJson(value: unknown, name: string): Record<string, unknown> {
  let values = 0;
  const copy = (part: unknown, where: string, depth: number): unknown => {
    values++;
    if (depth > MOST_DEPTH || values > MOST_VALUES) {
      throw settingError(
        name,
        `${name} is too large`,
        `At most ${MOST_DEPTH} levels and ${MOST_VALUES} values are possible.`,
      );
    }
    if (part === null || typeof part === "string" || typeof part === "boolean") return part;
    if (typeof part === "number" && Number.isFinite(part)) return finiteNumber(part, name, where);
    if (Array.isArray(part)) return part.map((each, index) => copy(each, `${where}[${index}]`, depth + 1));
    if (typeof part === "object") {
      // fromEntries defines members even of the name __proto__, where an assignment would set the prototype.
      return Object.fromEntries(
        Object.entries(part).map(([key, each]) => [key, copy(each, `${where}.${key}`, depth + 1)]),
      );
    }
    throw settingError(
      name,
      `${where} cannot be ${valueText(part)} in JSON`,
      "Give texts, finite numbers, true, false, null, lists and objects.",
    );
  };
  return Object.fromEntries(
    Object.entries(record(value, name)).map(([key, each]) => [key, copy(each, `${name}.${key}`, 1)]),
  );
}
