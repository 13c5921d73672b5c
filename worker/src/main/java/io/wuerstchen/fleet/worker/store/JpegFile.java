package io.wuerstchen.fleet.worker.store;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import javax.imageio.ImageWriteParam;
import javax.imageio.metadata.IIOMetadata;
import javax.imageio.metadata.IIOMetadataNode;
import org.w3c.dom.Node;
import org.w3c.dom.NodeList;

/** JPEG: quality 95, colour as sharp as brightness (4:4:4), the texts in EXIF, and XMP. */
final class JpegFile {
    private static final String METADATA = "javax_imageio_jpeg_image_1.0";
    private static final int APP1 = 0xE1;
    private static final float QUALITY = 0.95f;

    private JpegFile() {}

    static byte[] encode(Pixels pixels, GenerationText text) throws IOException {
        try (ImageWriting writing = new ImageWriting("image/jpeg", pixels)) {
            ImageWriteParam parameters = writing.parameters();
            parameters.setCompressionMode(ImageWriteParam.MODE_EXPLICIT);
            parameters.setCompressionQuality(QUALITY);
            IIOMetadata metadata = writing.metadata(parameters);
            metadata.setFromTree(METADATA, edited((IIOMetadataNode) metadata.getAsTree(METADATA), text));
            return writing.write(metadata, parameters);
        }
    }

    private static Node edited(IIOMetadataNode root, GenerationText text) {
        NodeList components = root.getElementsByTagName("componentSpec");
        for (int i = 0; i < components.getLength(); i++) {
            IIOMetadataNode component = (IIOMetadataNode) components.item(i);
            component.setAttribute("HsamplingFactor", "1");
            component.setAttribute("VsamplingFactor", "1");
        }
        Node markers = root.getElementsByTagName("markerSequence").item(0);
        markers.insertBefore(xmp(text), markers.getFirstChild());
        markers.insertBefore(exif(text), markers.getFirstChild());
        return root;
    }

    private static IIOMetadataNode exif(GenerationText text) {
        return segment("Exif\0\0", ExifBlock.of(text));
    }

    private static IIOMetadataNode xmp(GenerationText text) {
        return segment("http://ns.adobe.com/xap/1.0/\0", text.xmp().getBytes(StandardCharsets.UTF_8));
    }

    private static IIOMetadataNode segment(String kind, byte[] content) {
        ByteArrayOutputStream payload = new ByteArrayOutputStream();
        payload.writeBytes(kind.getBytes(StandardCharsets.US_ASCII));
        payload.writeBytes(content);
        IIOMetadataNode marker = new IIOMetadataNode("unknown");
        marker.setAttribute("MarkerTag", Integer.toString(APP1));
        marker.setUserObject(payload.toByteArray());
        return marker;
    }
}
