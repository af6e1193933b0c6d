"""Sidecar files as other programs write them, shortened."""

from __future__ import annotations

DARKTABLE = """<?xml version="1.0" encoding="UTF-8"?>
<x:xmpmeta xmlns:x="adobe:ns:meta/" x:xmptk="XMP Core 4.4.0-Exiv2">
 <rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#">
  <rdf:Description rdf:about=""
    xmlns:exif="http://ns.adobe.com/exif/1.0/"
    xmlns:xmp="http://ns.adobe.com/xap/1.0/"
    xmlns:xmpMM="http://ns.adobe.com/xap/1.0/mm/"
    xmlns:darktable="http://darktable.sf.net/"
    xmlns:dc="http://purl.org/dc/elements/1.1/"
    xmlns:lr="http://ns.adobe.com/lightroom/1.0/"
   exif:DateTimeOriginal="2019:05:04 12:13:14"
   xmp:Rating="3"
   xmpMM:DerivedFrom="IMG_0001.CR2"
   darktable:import_timestamp="63701000000000000"
   darktable:xmp_version="5"
   darktable:history_end="2">
   <dc:creator>
    <rdf:Seq>
     <rdf:li>Käthe Müller &amp; Co</rdf:li>
    </rdf:Seq>
   </dc:creator>
   <dc:subject>
    <rdf:Bag>
     <rdf:li>darktable</rdf:li>
     <rdf:li>format</rdf:li>
    </rdf:Bag>
   </dc:subject>
   <lr:hierarchicalSubject>
    <rdf:Bag>
     <rdf:li>darktable|format|cr2</rdf:li>
    </rdf:Bag>
   </lr:hierarchicalSubject>
   <darktable:history>
    <rdf:Seq>
     <rdf:li
      darktable:num="0"
      darktable:operation="exposure"
      darktable:params="gz02eJxjYGBg+P//vz0DFAAAKygDfw=="/>
    </rdf:Seq>
   </darktable:history>
  </rdf:Description>
 </rdf:RDF>
</x:xmpmeta>
"""

DIGIKAM = """<?xpacket begin="" id="W5M0MpCehiHzreSzNTczkc9d"?>
<x:xmpmeta xmlns:x="adobe:ns:meta/" x:xmptk="XMP Core 4.4.0-Exiv2"> <rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#"> <rdf:Description rdf:about="" xmlns:digiKam="http://www.digikam.org/ns/1.0/" xmlns:MicrosoftPhoto="http://ns.microsoft.com/photo/1.0/" xmlns:dc="http://purl.org/dc/elements/1.1/" digiKam:ColorLabel="0" digiKam:PickLabel="0"> <digiKam:TagsList> <rdf:Seq> <rdf:li>Places/Wien</rdf:li> </rdf:Seq> </digiKam:TagsList> <MicrosoftPhoto:LastKeywordXMP> <rdf:Bag> <rdf:li>Places/Wien</rdf:li> </rdf:Bag> </MicrosoftPhoto:LastKeywordXMP> <dc:subject> <rdf:Bag> <rdf:li>Wien</rdf:li> </rdf:Bag> </dc:subject> </rdf:Description> </rdf:RDF> </x:xmpmeta>
<?xpacket end="w"?>"""

LIGHTROOM = """<x:xmpmeta xmlns:x='adobe:ns:meta/' x:xmptk='Adobe XMP Core 7.0'>
 <rdf:RDF xmlns:rdf='http://www.w3.org/1999/02/22-rdf-syntax-ns#'>
  <rdf:Description rdf:about='uuid:faf5bdd5-ba3d-11da-ad31-d33d75182f1b'
    xmlns:crs='http://ns.adobe.com/camera-raw-settings/1.0/'
    xmlns:photoshop='http://ns.adobe.com/photoshop/1.0/'
   crs:Exposure2012='+0.35'
   photoshop:SidecarForExtension='CR2'
   crs:ToneCurveName2012='a &gt; b'>
   <crs:ToneCurvePV2012>
    <rdf:Seq>
     <rdf:li>0, 0</rdf:li>
     <rdf:li>255, 255</rdf:li>
    </rdf:Seq>
   </crs:ToneCurvePV2012>
  </rdf:Description>
 </rdf:RDF>
</x:xmpmeta>
"""

EMPTY = """<x:xmpmeta xmlns:x="adobe:ns:meta/" x:xmptk="XMP Core 5.6.0">
 <rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#">
 </rdf:RDF>
</x:xmpmeta>
"""

BARE = '<r:RDF xmlns:r="http://www.w3.org/1999/02/22-rdf-syntax-ns#"/>'

DEFAULT_NAMESPACE = """<RDF xmlns="http://www.w3.org/1999/02/22-rdf-syntax-ns#"><Description about=""
 xmlns:xmp="http://ns.adobe.com/xap/1.0/" xmp:Rating="1"/><!-- <rdf:RDF> in a remark --></RDF>"""

TWO = """<x:xmpmeta xmlns:x="adobe:ns:meta/"><rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#">
<rdf:Description rdf:about="" xmlns:xmp="http://ns.adobe.com/xap/1.0/"><xmp:Label><![CDATA[<dc:subject>]]></xmp:Label></rdf:Description>
<rdf:Description rdf:about="" xmlns:d="http://purl.org/dc/elements/1.1/"><d:subject><rdf:Bag/></d:subject></rdf:Description>
</rdf:RDF></x:xmpmeta>"""

ALL = {
    "darktable": DARKTABLE.encode(),
    "digikam": DIGIKAM.encode(),
    "lightroom": LIGHTROOM.encode(),
    "lines of windows": DARKTABLE.replace("\n", "\r\n").encode(),
    "marked": b"\xef\xbb\xbf" + DIGIKAM.encode(),
    "utf-16": b"\xff\xfe" + DIGIKAM.encode("utf-16-le"),
    "latin-1": DARKTABLE.replace("UTF-8", "ISO-8859-1").encode("latin-1"),
    "bare": BARE.encode(),
    "default namespace": DEFAULT_NAMESPACE.encode(),
    "two": TWO.encode(),
}
