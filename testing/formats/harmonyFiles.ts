import { planeTiff, PLANE, textFile } from "./plateFiles.ts";

/** An image of a Harmony index; numbers as the instrument counts. */
export type HarmonyImage = { row: number; column: number; field: number; time: number; channel: number; plane: number };

/** What differs from one index to another. */
export type HarmonyOptions = {
  /** 7: what holds for a channel stands once. */
  version?: 1 | 7;
  /** Elements of an image instead of the usual ones. */
  image?: (image: HarmonyImage) => string | null;
};

/** A plate of two wells with two fields, two channels, three planes and two time points each. */
export const HARMONY_IMAGES: readonly HarmonyImage[] = [
  [2, 3],
  [4, 11],
].flatMap(([row, column]) =>
  [1, 2].flatMap((field) =>
    [0, 1].flatMap((time) =>
      [1, 2].flatMap((channel) =>
        [1, 2, 3].map((plane) => ({ row: row!, column: column!, field, time, channel, plane })),
      ),
    ),
  ),
);

/** Name of an image's file. */
export function harmonyName({ row, column, field, time, channel, plane }: HarmonyImage): string {
  const two = (value: number): string => String(value).padStart(2, "0");
  return `r${two(row)}c${two(column)}f${two(field)}p${two(plane)}-ch${channel}sk${time + 1}fk1fl1.tiff`;
}

/** Number of an image's plane, for `planeValue`. */
export function harmonyPlane(image: HarmonyImage): number {
  return HARMONY_IMAGES.findIndex((other) => harmonyName(other) === harmonyName(image));
}

/** The files of a plate, by path: `Images/Index.idx.xml` and its planes. */
export function harmonyFiles(options: HarmonyOptions = {}): Record<string, Uint8Array> {
  const files: Record<string, Uint8Array> = { "Images/Index.idx.xml": textFile(harmonyIndex(options)) };
  for (const [number, image] of HARMONY_IMAGES.entries()) files[`Images/${harmonyName(image)}`] = planeTiff([number]);
  return files;
}

/** The text of an index. */
export function harmonyIndex({ version = 1, image }: HarmonyOptions = {}): string {
  const namespace = version === 1 ? "http://www.perkinelmer.com/PEHH/HarmonyV5" : "43B2A954/HarmonyV7";
  const maps = [1, 2].map((channel) => `<Entry ChannelID="${channel}">${channelText(channel)}</Entry>`).join("");
  const images = HARMONY_IMAGES.map((each) => image?.(each) ?? imageText(each, version));
  return `\uFEFF<?xml version="1.0" encoding="utf-8"?>
<EvaluationInputData xmlns:xsd="http://www.w3.org/2001/XMLSchema" Version="1" xmlns="${namespace}">
  <User>someone</User><InstrumentType>Phenix</InstrumentType>
  <Plates><Plate><PlateID>P1</PlateID><MeasurementStartTime>2023-03-23T14:50:32-04:00</MeasurementStartTime>
    <Name>A plate</Name><PlateTypeName>96 wells</PlateTypeName><PlateRows>8</PlateRows><PlateColumns>12</PlateColumns>
    <Well id="0203" /></Plate></Plates>
  <Wells><Well><id>0203</id><Row>2</Row><Col>3</Col><Image id="0203K1F1P1R1" /></Well></Wells>
  <Maps><Map><Entry ChannelID="1"><FlatfieldProfile>{Background: {}}</FlatfieldProfile></Entry></Map>${version === 7 ? `<Map>${maps}</Map>` : ""}</Maps>
  <Images>${images.join("\n")}</Images>
</EvaluationInputData>`;
}

/** The elements of an image. */
export function imageText(image: HarmonyImage, version: 1 | 7 = 1): string {
  const { row, column, field, time, channel, plane } = image;
  return `<Image Version="1"><id>x</id><State>Ok</State><URL>${harmonyName(image)}</URL><Row>${row}</Row><Col>${column}</Col>
<FieldID>${field}</FieldID><PlaneID>${plane}</PlaneID><TimepointID>${time}</TimepointID><ChannelID>${channel}</ChannelID><FlimID>1</FlimID>
${version === 1 ? channelText(channel) : ""}
<PositionX Unit="m">${field === 1 ? "-0.000322907" : "0.0003"}</PositionX><PositionY Unit="m">0.0001</PositionY>
<PositionZ Unit="m">${plane * 1.5}E-06</PositionZ><AbsPositionZ Unit="m">0.1353</AbsPositionZ>
<MeasurementTimeOffset Unit="s">${time * 60.5}</MeasurementTimeOffset></Image>`;
}

function channelText(channel: number): string {
  return `<ChannelName>${channel === 1 ? "HOECHST 33342" : "Alexa 488"}</ChannelName><AcquisitionType>NipkowConfocal</AcquisitionType>
<ImageResolutionX Unit="m">5.979760809567617E-07</ImageResolutionX><ImageResolutionY Unit="m">5.979760809567617E-07</ImageResolutionY>
<ImageSizeX>${PLANE.width}</ImageSizeX><ImageSizeY>${PLANE.height}</ImageSizeY><BinningX>2</BinningX><MaxIntensity>4095</MaxIntensity>
<MainEmissionWavelength Unit="nm">${channel === 1 ? 456 : 0}</MainEmissionWavelength>
<ObjectiveMagnification Unit="">20</ObjectiveMagnification><ObjectiveNA Unit="">1</ObjectiveNA>`;
}
