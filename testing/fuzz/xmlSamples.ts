import { cziMetadata } from "../../fixtures/cziFixtures.ts";
import { listText, xlifText } from "../../fixtures/lifFixtures.ts";

/** OME-XML with most of what a reader looks at: two images, places of planes, a plate, annotations. */
export const OME_XML = `<?xml version="1.0" encoding="UTF-8"?>
<OME xmlns="http://www.openmicroscopy.org/Schemas/OME/2016-06" UUID="urn:uuid:11111111-1111-1111-1111-111111111111" Creator="test">
<Plate ID="Plate:0"><Well ID="Well:0" Row="0" Column="1"><WellSample ID="WellSample:0" Index="0"><ImageRef ID="Image:0"/></WellSample></Well></Plate>
<Instrument ID="Instrument:0"><Objective ID="Objective:0" Model="Plan &amp; more" LensNA="1.4" NominalMagnification="63" Immersion="Oil"/></Instrument>
<Image ID="Image:0" Name="first &lt;one&gt;"><AcquisitionDate>2024-01-02T03:04:05</AcquisitionDate><ObjectiveSettings ID="Objective:0"/>
<Pixels ID="Pixels:0" DimensionOrder="XYZCT" Type="uint16" SizeX="6" SizeY="4" SizeZ="2" SizeC="2" SizeT="1" PhysicalSizeX="0.1" PhysicalSizeXUnit="µm" PhysicalSizeY="0.1" PhysicalSizeZ="300" PhysicalSizeZUnit="nm" TimeIncrement="2" TimeIncrementUnit="s" SignificantBits="12">
<Channel ID="Channel:0:0" Name="DAPI" SamplesPerPixel="1" Color="65535" EmissionWavelength="461" EmissionWavelengthUnit="nm"/>
<Channel ID="Channel:0:1" Name="GFP" SamplesPerPixel="1" Color="-16776961"/>
<TiffData IFD="0" PlaneCount="2" FirstZ="0" FirstC="0" FirstT="0"><UUID FileName="a.ome.tif">urn:uuid:11111111-1111-1111-1111-111111111111</UUID></TiffData>
<TiffData IFD="2" PlaneCount="2" FirstC="1"/>
<Plane TheZ="0" TheC="0" TheT="0" DeltaT="0.5" DeltaTUnit="s" PositionX="1" PositionY="2" PositionZ="3"/>
</Pixels></Image>
<!-- second --><Image ID="Image:1"><Pixels ID="Pixels:1" DimensionOrder="XYCZT" Type="uint8" SizeX="5" SizeY="3" SizeZ="1" SizeC="3" SizeT="1" Interleaved="true" BigEndian="false">
<Channel ID="Channel:1:0" SamplesPerPixel="3"/><BinData Length="0"/><MetadataOnly/></Pixels></Image>
<StructuredAnnotations><XMLAnnotation ID="Annotation:0"><Value><a b="c"><![CDATA[x < y]]></a></Value></XMLAnnotation></StructuredAnnotations>
</OME>`;

/** OME-XML of one small image that a TIFF file of one page can be. */
export const SMALL_OME_XML = `<?xml version="1.0"?><OME xmlns="http://www.openmicroscopy.org/Schemas/OME/2016-06"><Image ID="Image:0" Name="a"><Pixels ID="Pixels:0" DimensionOrder="XYZCT" Type="uint8" SizeX="4" SizeY="3" SizeZ="1" SizeC="1" SizeT="1" PhysicalSizeX="0.5"><Channel ID="Channel:0:0" Name="c" Color="255"/><TiffData IFD="0" PlaneCount="1"/><Plane TheZ="0" TheC="0" TheT="0" DeltaT="1"/></Pixels></Image></OME>`;

/** Metadata as ZEN writes them. */
export const CZI_XML = cziMetadata({
  information:
    "<Application><Name>ZEN</Name></Application><Document><CreationDate>2024-01-02T03:04:05</CreationDate></Document>",
  image:
    '<ComponentBitCount>12</ComponentBitCount><ObjectiveSettings><ObjectiveRef Id="Objective:1"/></ObjectiveSettings>',
  dimensions: [
    '<Channels><Channel Id="Channel:0" Name="DAPI"><PixelType>Gray16</PixelType><EmissionWavelength>461</EmissionWavelength></Channel>',
    '<Channel Id="Channel:1" Name="GFP"><Color>#FF00FF00</Color></Channel></Channels>',
    "<T><Positions><Interval><Increment>2.5</Increment></Interval></Positions><StartTime>2024-01-02T03:04:05</StartTime></T>",
    '<S><Scenes><Scene Index="0" Name="A1"><Shape Name="A1"/></Scene><Scene Index="1" Name="A2"/></Scenes></S>',
  ].join(""),
  scaling: { X: "1e-7", Y: "1e-7", Z: "3e-7" },
  display: '<Channel Id="Channel:0" Name="DAPI"><Low>0.1</Low><High>0.5</High><Color>#FF0000FF</Color></Channel>',
});

/** Documents of Leica's: an image in files of its own, and lists of others. */
export const LEICA_XML = [
  xlifText({ name: "Series", axes: "z2 c2 y3 x4", dtype: "uint16" }, [
    { file: "c.lof", offset: 0, size: 48 },
    { file: "d.lof", offset: 0, size: 48 },
  ]),
  listText("Experiment", "Experiment", ["a.xlif", "sub/b.xlif"]),
  listText("Collection", "Collection", ["a.xlif"]),
];

/** Metadata as NIS-Elements writes them into old files. */
export const NIKON_XML = `<?xml version="1.0" encoding="UTF-8"?><variant version="1.0"><no_name runtype="CLxListVariant"><uiWidth runtype="lx_uint32" value="12"/><dCalibration runtype="double" value="0.25"/><bValid runtype="bool" value="true"/><sName runtype="CLxStringW" value="a &amp; b"/><pItemValid runtype="CLxByteArray" value="AQEB"/><sPeriod runtype="CLxListVariant"><p00 runtype="CLxListVariant"><uiCount runtype="lx_uint32" value="3"/></p00></sPeriod></no_name></variant>`;

/** Descriptions that other programs put into a TIFF page. */
export const TIFF_XML = [
  SMALL_OME_XML,
  '<MetaData><prop id="ApplicationName" type="string" value="MetaMorph"/><prop id="image-name" type="string" value="w1"/><PlaneInfo><prop id="spatial-calibration-x" type="float" value="0.5"/><prop id="spatial-calibration-units" type="string" value="um"/><prop id="acquisition-time-local" type="time" value="20240102 03:04:05.678"/><prop id="wavelength" type="float" value="510"/></PlaneInfo></MetaData>',
  '<?xml version="1.0"?><scn xmlns="http://www.leica-microsystems.com/scn/2010/10/01"><collection name="a" sizeX="1000" sizeY="1000"><image name="i"><creationDate>2024-01-02T03:04:05Z</creationDate><pixels sizeX="4" sizeY="3"><dimension sizeX="4" sizeY="3" r="0" c="0" z="0" ifd="0"/></pixels><view sizeX="1000" sizeY="1000" offsetX="0" offsetY="0"/><scanSettings><objectiveSettings><objective>20</objective></objectiveSettings></scanSettings></image></collection></scn>',
  '<?xml version="1.0" encoding="utf-16"?><PerkinElmer-QPI-ImageDescription><ImageType>FullResolution</ImageType><Name>DAPI</Name><Color>0,0,255</Color><Objective>20x</Objective></PerkinElmer-QPI-ImageDescription>',
];
