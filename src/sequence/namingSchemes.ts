import type { SequenceAxis } from "./sequencePattern.ts";

/** How a program names its files. Groups are called by what they count (`AXIS_OF_ROLE`); a digit behind keeps two of a kind apart. */
export type NamingScheme = {
  /** As people call the microscope or its software. */
  program: string;
  /** Found in a path; with indices (`d`). What stands around it is explained as in any other name. */
  name: RegExp;
};

/** Axes of what the groups of the rules count; null for what follows from the others, and else keeps images apart. */
const AXIS_OF_ROLE: Readonly<Record<string, SequenceAxis | null>> = {
  well: "p",
  row: "p",
  column: "p",
  field: "p",
  view: "p",
  time: "t",
  channel: "c",
  plane: "z",
  counter: null,
};

/** The axis of a group of a rule. */
export function axisOfGroup(group: string): SequenceAxis | null {
  return AXIS_OF_ROLE[group.replace(/\d+$/, "")] ?? null;
}

/** Rules of which several fit a name are in the order of trust. Letters in them are as the programs write them. */
export const NAMING_SCHEMES: readonly NamingScheme[] = [
  {
    program: "Operetta, Opera Phenix",
    name: /r(?<row>\d\d)c(?<column>\d\d)f(?<field>\d+)p(?<plane>\d+)-ch(?<channel>\d+)sk(?<time>\d+)(?:fk(?<counter1>\d+))?(?:fl(?<counter2>\d+))?/d,
  },
  {
    program: "CellVoyager",
    name: /_(?<well>[A-P]\d\d)_T(?<time>\d{4})F(?<field>\d{3})L(?<counter1>\d\d)A(?<counter2>\d\d)Z(?<plane>\d\d)C(?<channel>\d\d)/d,
  },
  {
    program: "CellVoyager CQ1",
    name: /W(?<well>\d{4})F(?<field>\d{4})T(?<time>\d{4})Z(?<plane>\d{3})C(?<channel>\d)/d,
  },
  {
    program: "ImageXpress",
    name: /_(?<well>[A-P]\d\d)(?:_s(?<field>\d+))?_w(?<channel>\d)(?:_z(?<plane>\d+))?(?=[0-9A-F]{8}-|[_.])/d,
  },
  {
    program: "MetaMorph",
    name: /_w(?<channel1>\d{1,2}(?!\d)|\d(?=\d{3}(?!\d)))(?![0-9A-F]{7,8}-)(?<channel2>[^_/.]+)?(?:_s(?<field>\d+))?(?:_t(?<time>\d+))?(?=\.(?:tif|stk)$)/di,
  },
  {
    program: "ScanR",
    name: /--W(?<well>\d{5})--P(?<field>\d{5})--Z(?<plane>\d{5})--T(?<time>\d{5})--(?<channel>[^/]+?)(?=\.\w+$)/d,
  },
  {
    program: "IN Cell Analyzer",
    name: /(?<row>[A-P]) - (?<column>\d+)\(fld (?<field>\d+)(?: wv (?<channel>[^()/]+?))?(?: z (?<plane>\d+))?(?: (?:tm|time) (?<time>\d+))?\)/d,
  },
  {
    program: "Cytation, Lionheart (Gen5)",
    name: /(?<=^|\/)(?<well>[A-P]\d{1,2})_(?<counter1>-?\d+)_(?<counter2>\d+)_(?<field>\d+)_(?<channel>\p{L}[^/]*?)_(?<time>\d{3})(?=\.\w+$)/du,
  },
  {
    program: "Squid",
    name: /(?<=^|\/)(?<well>[A-P]{1,2}\d{1,2}|manual\d*|current)_(?<field>\d+)_(?<plane>\d+)_(?<channel>\p{L}[^/]*?)(?=\.\w+$)/du,
  },
  {
    program: "Incucyte",
    name: /_(?<well>[A-P]\d{1,2})_(?<field>\d+)_(?<time1>\d+)d(?<time2>\d+)h(?<time3>\d+)m(?=\.\w+$)/d,
  },
  {
    program: "Keyence",
    name: /XY(?<field>\d+)_(?<counter>\d{5})(?:_Z(?<plane>\d{3}))?_(?<channel>CH\d|Overlay)(?=\.\w+$)/d,
  },
  {
    program: "Keyence, time lapse",
    name: /_T(?<time>\d{4})_XY(?<field>\d+)(?:_(?<counter>\d{5}))?(?:_Z(?<plane>\d{3}))?_(?<channel>CH\d|Overlay)(?=\.\w+$)/d,
  },
  {
    program: "Prairie View",
    name: /_Cycle(?<time>\d{5})_(?:(?:CurrentSettings|CamA)_)?Ch(?<channel>\d)_(?<plane>\d{6})/d,
  },
  {
    program: "ThorImage",
    name: /(?<=^|\/)Chan(?<channel>[A-D])_(?<well>\d{3,4})_(?<field>\d{3,4})_(?<plane>\d{3,4})_(?<time>\d{3,4})/d,
  },
  {
    program: "Leica Matrix Screener",
    name: /--(?:L(?<counter1>\d+)--)?S(?<counter2>\d+)--U(?<column>\d+)--V(?<row>\d+)(?:--J(?<counter3>\d+))?(?:--E(?<counter4>\d+))?(?:--O(?<counter5>\d+))?--X(?<field1>\d+)--Y(?<field2>\d+)--T(?<time>\d+)--Z(?<plane>\d+)--C(?<channel>\d+)/d,
  },
  {
    program: "Leica LAS X",
    name: /(?:_Position ?(?<field>\d+))?_t(?<time>\d{2,})_z(?<plane>\d{2,})_ch(?<channel>\d\d)/d,
  },
  {
    program: "ZEN",
    name: /_(?:s(?<field1>\d+))?(?:m(?<field2>\d+))?(?:t(?<time>\d+))?(?:z(?<plane>\d+))?c(?<channel>\d+)(?:x\d+-\d+y\d+-\d+)?_ORG(?=\.\w+$)/d,
  },
  { program: "ZEN, tiles", name: /_b(?<field>\d+)t(?<time>\d+)z(?<plane>\d+)c(?<channel>\d+)(?=x\d+-\d+y\d+-\d+)/d },
  { program: "Fluoview", name: /_C(?<channel>\d{3})(?:Z(?<plane>\d{3}))?(?:T(?<time>\d{3}))?(?=\.\w+$)/d },
  {
    program: "NIS-Elements JOBS",
    name: /Well(?<well>[A-P]\d\d)_(?:Point(?<field>[A-P]\d\d_\d{4})_)?Channel(?<channel>[^/]+?)_Seq(?<counter>\d{4})/d,
  },
  {
    program: "NIS-Elements",
    name: /(?:T(?<time>\d+))?XY(?<field>\d+)(?:Z(?<plane>\d+))?C(?<channel>\d+)(?=\.\w+$)/di,
  },
  {
    program: "Micro-Manager",
    name: /img_(?<time>\d{9})_(?<channel>[^/]+)_(?<plane>\d{3})(?=\.\w+$)/d,
  },
  {
    program: "Micro-Manager 2",
    name: /img_channel(?<channel>\d{3})_position(?<field>\d{3})_time(?<time>\d{9})_z(?<plane>\d{3})/d,
  },
  { program: "diSPIM", name: /(?<=^|\/)SPIM(?<view>[AB])[-_](?<time>\d+)(?=\.\w+$)/d },
  {
    program: "SiMView",
    name: /SPM(?<counter>\d+)_TM(?<time>\d+)_ANG(?<view1>\d+)_CM(?<view2>\d+)_CHN(?<channel>\d+)_PH(?<view3>\d+)/d,
  },
  { program: "OpenSPIM", name: /_TL(?<time>\d+)(?:_Channel(?<channel>\d+))?_Angle(?<view>\d+)/d },
  {
    program: "UltraMicroscope",
    name: /\[(?<row>\d+) x (?<column>\d+)\](?:_C(?<channel>\d+))?[^/]*? Z(?<plane>\d{4})/d,
  },
  {
    program: "ArrayScan, CellInsight, EVOS",
    name: /_(?<well>[A-P]\d\d)f(?<field>\d+)(?:t(?<time>\d+))?(?:z(?<plane>\d+))?d(?<channel>\d+)(?=\.\w+$)/d,
  },
  { program: "BD Pathway", name: /Well (?<well>[A-P]\d\d)\/(?<channel>[^/]+?) - n(?<plane>\d{6})/d },
  {
    program: "Acquifer",
    name: /-(?<well>[A-P]\d{3})--PO(?<field1>\d\d)--LO(?<time>\d{3})--CO(?<channel>\d)--SL(?<plane>\d{3})--PX\d+--PW(?<counter1>\d+)--IN(?<counter2>\d+)--TM(?<counter3>\d+)--X(?<counter4>\d+)--Y(?<counter5>\d+)--Z(?<counter6>\d+)--T(?<counter7>\d+)/d,
  },
];
