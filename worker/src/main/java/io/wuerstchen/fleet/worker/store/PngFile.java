package io.wuerstchen.fleet.worker.store;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import javax.imageio.metadata.IIOMetadata;
import javax.imageio.metadata.IIOMetadataNode;

/** PNG: 8 bits a channel, an sRGB chunk, the texts under {@code parameters} and {@code wuerstchen}, and XMP. */
final class PngFile {
    private static final String METADATA = "javax_imageio_png_1.0";
    /** The keyword that XMP's specification (part 3) gives. */
    private static final String XMP = "XML:com.adobe.xmp";

    private PngFile() {}

    static byte[] encode(Pixels pixels, GenerationText text) throws IOException {
        try (ImageWriting writing = new ImageWriting("image/png", pixels)) {
            IIOMetadata metadata = writing.metadata(null);
            metadata.mergeTree(METADATA, chunks(text));
            return writing.write(metadata, null);
        }
    }

    private static IIOMetadataNode chunks(GenerationText text) {
        IIOMetadataNode srgb = new IIOMetadataNode("sRGB");
        srgb.setAttribute("renderingIntent", "Perceptual");
        IIOMetadataNode root = new IIOMetadataNode(METADATA);
        root.appendChild(srgb);
        root.appendChild(chunk("parameters", text.parameters()));
        root.appendChild(chunk("wuerstchen", text.json()));
        root.appendChild(utf8Chunk(XMP, text.xmp()));
        return root;
    }

    /** tEXt where Latin-1 can say it, since every reader knows that; iTXt, which is UTF-8, elsewhere. */
    private static IIOMetadataNode chunk(String keyword, String text) {
        boolean latin = StandardCharsets.ISO_8859_1.newEncoder().canEncode(text);
        return latin ? latinChunk(keyword, text) : utf8Chunk(keyword, text);
    }

    private static IIOMetadataNode latinChunk(String keyword, String text) {
        IIOMetadataNode entry = new IIOMetadataNode("tEXtEntry");
        entry.setAttribute("keyword", keyword);
        entry.setAttribute("value", text);
        return inside("tEXt", entry);
    }

    private static IIOMetadataNode utf8Chunk(String keyword, String text) {
        IIOMetadataNode entry = new IIOMetadataNode("iTXtEntry");
        entry.setAttribute("keyword", keyword);
        entry.setAttribute("compressionFlag", "FALSE");
        entry.setAttribute("compressionMethod", "0");
        entry.setAttribute("languageTag", "");
        entry.setAttribute("translatedKeyword", "");
        entry.setAttribute("text", text);
        return inside("iTXt", entry);
    }

    private static IIOMetadataNode inside(String name, IIOMetadataNode entry) {
        IIOMetadataNode parent = new IIOMetadataNode(name);
        parent.appendChild(entry);
        return parent;
    }
}
