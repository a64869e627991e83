import { planeTiff, textFile } from "./plateFiles.ts";

const NAMESPACE = 'bts:Version="1.0" xmlns:bts="http://www.yokogawa.co.jp/BTS/BTSSchema/1.0"';

/** A record of the fixtures, with the number of its plane (`planeValue`); numbers as the instrument counts. */
export type CellvoyagerRecord = {
  row: number;
  column: number;
  field: number;
  time: number;
  channel: number;
  section: number;
  action: number;
  number: number;
};

/** Two wells with two fields, two times, a channel of two sections and a channel of one. */
export const CELLVOYAGER_RECORDS: readonly CellvoyagerRecord[] = [
  [2, 3],
  [16, 24],
]
  .flatMap(([row, column]) =>
    [1, 2].flatMap((field) =>
      [1, 2].flatMap((time) =>
        [
          [1, 1],
          [1, 2],
          [3, 1],
        ].map(([channel, section]) => ({
          row: row!,
          column: column!,
          field,
          time,
          channel: channel!,
          section: section!,
          action: channel!,
        })),
      ),
    ),
  )
  .map((record, number) => ({ ...record, number }));

/** Name of a record's file. */
export function cellvoyagerName({ row, column, field, time, channel, section, action }: CellvoyagerRecord): string {
  return `P_r${row}c${column}_T000${time}F00${field}L01A0${action}Z0${section}C0${channel}.tif`;
}

/** An element of the list of images. */
export function recordText(record: CellvoyagerRecord, text = cellvoyagerName(record), type = "IMG"): string {
  const { row, column, field, time, channel, section, action } = record;
  return `<bts:MeasurementRecord bts:Type="${type}" bts:Time="2023-09-18T13:58:${10 + time * 20}.500+02:00" bts:Column="${column}" bts:Row="${row}" bts:TimePoint="${time}" bts:FieldIndex="${field}" bts:ZIndex="${section}" bts:TimelineIndex="1" bts:ActionIndex="${action}" bts:Action="3D" bts:X="${field === 1 ? "-567.1" : "82.8"}" bts:Y="402.9" bts:Z="${section * 3}.0" bts:Ch="${channel}">${text}</bts:MeasurementRecord>`;
}

/** The list of images, of records or of their texts. */
export function imageListText(records: readonly (CellvoyagerRecord | string)[]): string {
  const lines = records.map((record) => (typeof record === "string" ? record : recordText(record)));
  return `\uFEFF<?xml version="1.0" encoding="utf-8"?>\n<bts:MeasurementData ${NAMESPACE}>\n${lines.join("\n")}\n</bts:MeasurementData>`;
}

/** What describes the measurement besides. */
export const CELLVOYAGER_DETAIL = `<?xml version="1.0"?><bts:MeasurementDetail ${NAMESPACE} bts:Title="T" bts:BeginTime="2023-09-18T13:58:39+02:00" bts:MeasurementSettingFileName="s.mes" bts:ColumnCount="24" bts:RowCount="16" bts:TargetSystem="CV8000">
<bts:MeasurementSamplePlate bts:Name="P" />
${[1, 2, 3].map((channel) => `<bts:MeasurementChannel bts:Ch="${channel}" bts:HorizontalPixelDimension="0.325" bts:VerticalPixelDimension="0.325" bts:InputBitDepth="14" />`).join("\n")}
</bts:MeasurementDetail>`;

const SETTINGS = `<?xml version="1.0"?><bts:MeasurementSetting ${NAMESPACE}><bts:ChannelList>
<bts:Channel bts:Ch="1" bts:Target="405" bts:Objective="20x v2" bts:Magnification="20" bts:Acquisition="BP445/45" bts:Color="#FF002FFF" bts:Fluorophore="" />
<bts:Channel bts:Ch="2" bts:Target="488" bts:Acquisition="BP525/50" bts:Color="#FF00FFA1" bts:Fluorophore="GFP" />
<bts:Channel bts:Ch="3" bts:Target="561" bts:Acquisition="" bts:Color="red" bts:Fluorophore="mCherry" />
</bts:ChannelList></bts:MeasurementSetting>`;

/** The files of a plate, by path. */
export function cellvoyagerFiles(): Record<string, Uint8Array> {
  const files: Record<string, Uint8Array> = {
    "MeasurementData.mlf": textFile(imageListText(CELLVOYAGER_RECORDS)),
    "MeasurementDetail.mrf": textFile(CELLVOYAGER_DETAIL),
    "P.wpi": textFile(`<bts:WellPlate ${NAMESPACE} bts:Name="P" bts:Columns="24" bts:Rows="16" />`),
    "s.mes": textFile(SETTINGS),
    "product.wpp": textFile(`<bts:WellPlateProduct ${NAMESPACE} />`),
  };
  for (const record of CELLVOYAGER_RECORDS) files[cellvoyagerName(record)] = planeTiff([record.number]);
  return files;
}
