import { planeStack, planeTiff, textFile } from "./plateFiles.ts";

/** The index of two positions, two times, and two wavelengths of which the second has no sections. */
export const ND = [
  '"NDInfoFile", Version 1.0',
  '"Description", File recreated from images.',
  '"StartTime1", 20260101 10:00:00',
  '"DoTimelapse", TRUE',
  '"NTimePoints", 2',
  '"DoStage", TRUE',
  '"NStagePositions", 2',
  '"Stage1", "edge, left"',
  '"Stage2", ""',
  '"DoWave", TRUE',
  '"NWavelengths", 2',
  '"WaveName1", "Conf 488/GFP"',
  '"WaveDoZ1", TRUE',
  '"WaveName2", "DIC"',
  '"WaveDoZ2", FALSE',
  '"DoZSeries", TRUE',
  '"NZSteps", 3',
  '"ZStepSize", 0.5',
  '"WaveInFileName", TRUE',
  '"NEvents", 0',
  '"EndFile"',
].join("\r\n");

/** Number of a plane of the fixtures (`planeValue`). */
export function metamorphPlane(stage: number, time: number, wave: number, section: number): number {
  return stage * 100 + time * 30 + wave * 10 + section;
}

/** The files of the acquisition `exp.nd`, with stacks as MetaMorph writes them (.stk) or as pages of a TIFF file. */
export function metamorphFiles(ending: "stk" | "TIF" = "TIF"): Record<string, Uint8Array> {
  const files: Record<string, Uint8Array> = { "exp.nd": textFile(ND) };
  for (const stage of [1, 2]) {
    for (const time of [1, 2]) {
      const stack = [1, 2, 3].map((section) => metamorphPlane(stage, time, 1, section));
      const write = ending === "stk" ? planeStack : planeTiff;
      files[`exp_w1Conf 488-GFP_s${stage}_t${time}.${ending}`] = write(stack);
      files[`exp_w2DIC_s${stage}_t${time}.TIF`] = planeTiff([metamorphPlane(stage, time, 2, 1)]);
    }
  }
  return files;
}
