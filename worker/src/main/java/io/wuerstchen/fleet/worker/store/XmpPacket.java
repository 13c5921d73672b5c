package io.wuerstchen.fleet.worker.store;

import io.wuerstchen.fleet.common.job.ModelRef;

/**
 * XMP (ISO 16684-1) that says one thing: what kind of source a picture came from, by IPTC's vocabulary. Platforms that label
 * pictures made by models look for it.
 */
final class XmpPacket {
    /** Made by a model that was trained on pictures. */
    static final String TRAINED = "http://cv.iptc.org/newscodes/digitalsourcetype/trainedAlgorithmicMedia";

    /** Made by a program that was trained on nothing. */
    static final String ALGORITHMIC = "http://cv.iptc.org/newscodes/digitalsourcetype/algorithmicMedia";

    private static final String PACKET = """
            <?xpacket begin="\uFEFF" id="W5M0MpCehiHzreSzNTczkc9d"?>
            <x:xmpmeta xmlns:x="adobe:ns:meta/">
             <rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#">
              <rdf:Description rdf:about="" xmlns:Iptc4xmpExt="http://iptc.org/std/Iptc4xmpExt/2008-02-29/">
               <Iptc4xmpExt:DigitalSourceType>%s</Iptc4xmpExt:DigitalSourceType>
              </rdf:Description>
             </rdf:RDF>
            </x:xmpmeta>
            <?xpacket end="r"?>""";

    private XmpPacket() {}

    static String of(ModelRef model) {
        return PACKET.formatted(model.simulated() ? ALGORITHMIC : TRAINED);
    }
}
