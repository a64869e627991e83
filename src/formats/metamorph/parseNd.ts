import { isoTime } from "../shared/metaSeries.ts";
import { positiveNumber } from "../shared/numberText.ts";
import { quotedLines } from "../shared/quotedLines.ts";

/** An acquisition as its .nd file describes it; null for axes that it does not have. */
export type NdSetup = {
  times: number | null;
  /** Labels of the stage's positions. */
  stages: string[] | null;
  waves: { number: number; name: string; hasSections: boolean }[] | null;
  sections: number;
  /** Micrometres. */
  sectionStep: number | null;
  /** ISO 8601, or null. */
  date: string | null;
};

/** Reads an .nd file. Numbers are at most some ten thousand. */
export function parseNd(text: string): NdSetup {
  const { value, isTrue, count } = quotedLines(text);
  const numbers = (name: string): number[] => Array.from({ length: count(name) }, (_, index) => index + 1);
  const hasSections = isTrue("DoZSeries");
  const isNamed = value("WaveInFileName") === "" || isTrue("WaveInFileName");
  return {
    times: isTrue("DoTimelapse") ? count("NTimePoints") : null,
    stages: isTrue("DoStage") ? numbers("NStagePositions").map((stage) => value(`Stage${stage}`)) : null,
    waves: isTrue("DoWave")
      ? numbers("NWavelengths").map((number) => ({
          number,
          name: isNamed ? value(`WaveName${number}`) : "",
          hasSections: hasSections && !/^false$/i.test(value(`WaveDoZ${number}`)),
        }))
      : null,
    sections: hasSections ? count("NZSteps") : 1,
    sectionStep: positiveNumber(value("ZStepSize")),
    date: isoTime(value("StartTime1")),
  };
}
