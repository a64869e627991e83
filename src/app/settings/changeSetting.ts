import { asZarrdropError } from "../../model/errors.ts";
import type { ZarrdropError } from "../../model/errors.ts";
import { valueFromText } from "../../plan/settings/parameterText.ts";
import { parseSettings } from "../../plan/settings/parseSettings.ts";
import type { Parameter } from "../../plan/settings/parameters.ts";
import type { Settings } from "../../plan/settings/settings.ts";
import type { Problem } from "../state/appState.ts";

/** New settings, or why the value cannot be. */
export type Changed = { settings: Settings; problem: null } | { settings: null; problem: Problem };

/** Settings with one value changed and all of them checked together; null derives the value. */
export function withValue(settings: Settings, parameter: Parameter, value: unknown): Changed {
  const input: Record<string, unknown> = { ...settings, [parameter.key]: value };
  // The byte order belongs to the type that is being replaced.
  if (parameter.key === "dtype") delete input["dtypeByteOrder"];
  try {
    return { settings: parseSettings(input), problem: null };
  } catch (thrown) {
    return { settings: null, problem: problemFrom(asZarrdropError(thrown)) };
  }
}

/** The same for what was typed; an empty text derives the value. */
export function withText(settings: Settings, parameter: Parameter, text: string): Changed {
  try {
    return withValue(settings, parameter, valueFromText(parameter, text) ?? null);
  } catch (thrown) {
    return { settings: null, problem: problemFrom(asZarrdropError(thrown)) };
  }
}

/** What stands beside a field for an error. */
export function problemFrom({ message, details }: ZarrdropError): Problem {
  const sentence = /[.!?…]$/.test(message) ? message : `${message}.`;
  const text = details.advice === undefined ? message : `${sentence} ${details.advice}`;
  return { text, at: details.at ?? [] };
}
