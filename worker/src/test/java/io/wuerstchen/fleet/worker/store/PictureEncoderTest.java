package io.wuerstchen.fleet.worker.store;

import static org.assertj.core.api.Assertions.assertThat;

import io.wuerstchen.fleet.common.job.OutputFormat;
import java.awt.image.BufferedImage;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class PictureEncoderTest {
    private static final Pixels PIXELS = drawn(131, 67);
    private static final GenerationText TEXT = SampleText.of(SampleText.HARD_PROMPT);

    private final PictureEncoder encoder = new PictureEncoder();

    @Test
    void pngKeepsEveryPixel() throws IOException {
        byte[] file = encoder.encode(PIXELS, OutputFormat.PNG, TEXT);

        assertThat(rgb(file)).isEqualTo(PIXELS.rgb());
    }

    @Test
    void pngIsEightBitRgbInTheColoursOfTheWeb() {
        FileChunks file = FileChunks.ofPng(encoder.encode(PIXELS, OutputFormat.PNG, TEXT));

        // Width, height, 8 bits, truecolour, deflate, adaptive filters, not interlaced.
        assertThat(file.data("IHDR")).containsExactly(0, 0, 0, 131, 0, 0, 0, 67, 8, 2, 0, 0, 0);
        assertThat(file.data("sRGB")).containsExactly(0);
        assertThat(file.names()).startsWith("IHDR", "sRGB").endsWith("IEND").doesNotContain("tIME");
    }

    @Test
    void pngCarriesWordsInUtf8WhereLatin1CannotSayThem() {
        FileChunks file = FileChunks.ofPng(encoder.encode(PIXELS, OutputFormat.PNG, TEXT));

        // Keyword, NUL, not compressed, method 0, no language, no translated keyword, text.
        assertThat(file.data("iTXt"))
                .isEqualTo(("parameters\0\0\0\0\0" + TEXT.parameters()).getBytes(StandardCharsets.UTF_8));
        assertThat(file.data("tEXt")).isEqualTo(("wuerstchen\0" + TEXT.json()).getBytes(StandardCharsets.US_ASCII));
    }

    @Test
    void pngCarriesWordsInLatin1WhereThatIsEnough() {
        GenerationText text = SampleText.of("an äpple");

        FileChunks file = FileChunks.ofPng(encoder.encode(PIXELS, OutputFormat.PNG, text));

        assertThat(file.names()).containsOnlyOnce("iTXt");
        assertThat(file.data("tEXt"))
                .isEqualTo(("parameters\0" + text.parameters()).getBytes(StandardCharsets.ISO_8859_1));
    }

    @Test
    void jpegLooksLikeThePicture() throws IOException {
        byte[] file = encoder.encode(PIXELS, OutputFormat.JPEG, TEXT);

        assertThat(psnr(rgb(file))).isGreaterThan(38);
    }

    @Test
    void jpegSamplesColourAsOftenAsBrightness() {
        FileChunks file = FileChunks.ofJpeg(encoder.encode(PIXELS, OutputFormat.JPEG, TEXT));

        // 8 bits, height, width, three components of one sample each.
        assertThat(file.data("ffc0")).containsExactly(8, 0, 67, 0, 131, 3, 1, 0x11, 0, 2, 0x11, 1, 3, 0x11, 1);
    }

    @Test
    void jpegCarriesBothTextsInExif() {
        FileChunks file = FileChunks.ofJpeg(encoder.encode(PIXELS, OutputFormat.JPEG, TEXT));

        byte[] segment = file.data("ffe1");
        assertThat(Arrays.copyOf(segment, 6)).isEqualTo("Exif\0\0".getBytes(StandardCharsets.US_ASCII));
        assertThat(ExifTags.read(Arrays.copyOfRange(segment, 6, segment.length)))
                .isEqualTo(new ExifTags(TEXT.parameters(), TEXT.json()));
    }

    @Test
    void jpegWithAnEndlessPromptKeepsItsBeginning() {
        GenerationText text = SampleText.of("word ".repeat(100_000));

        FileChunks file = FileChunks.ofJpeg(encoder.encode(PIXELS, OutputFormat.JPEG, text));

        byte[] segment = file.data("ffe1");
        ExifTags tags = ExifTags.read(Arrays.copyOfRange(segment, 6, segment.length));
        assertThat(tags.userComment()).startsWith("word word").endsWith("…").hasSize(15_000);
        assertThat(tags.imageDescription()).isEmpty();
    }

    @Test
    void webpLooksLikeThePicture() throws IOException {
        byte[] file = encoder.encode(PIXELS, OutputFormat.WEBP, TEXT);

        // Less than JPEG's: a colour edge is blurred over two pixels, since WebP samples colour half as often.
        assertThat(psnr(rgb(file))).isGreaterThan(30);
    }

    @Test
    void webpCarriesBothTextsInExif() {
        FileChunks file = FileChunks.ofWebp(encoder.encode(PIXELS, OutputFormat.WEBP, TEXT));

        assertThat(file.names()).containsExactly("VP8X", "VP8 ", "EXIF", "XMP ");
        // Flags for EXIF and XMP, three reserved bytes, width - 1, height - 1.
        assertThat(file.data("VP8X")).containsExactly(12, 0, 0, 0, 130, 0, 0, 66, 0, 0);
        assertThat(ExifTags.read(file.data("EXIF"))).isEqualTo(new ExifTags(TEXT.parameters(), TEXT.json()));
    }

    @Test
    void everyFormatSaysInXmpThatATrainedModelMadeIt() {
        byte[] packet = TEXT.xmp().getBytes(StandardCharsets.UTF_8);

        FileChunks png = FileChunks.ofPng(encoder.encode(PIXELS, OutputFormat.PNG, TEXT));
        FileChunks jpeg = FileChunks.ofJpeg(encoder.encode(PIXELS, OutputFormat.JPEG, TEXT));
        FileChunks webp = FileChunks.ofWebp(encoder.encode(PIXELS, OutputFormat.WEBP, TEXT));

        assertThat(TEXT.xmp()).contains(">http://cv.iptc.org/newscodes/digitalsourcetype/trainedAlgorithmicMedia<");
        assertThat(png.all("iTXt")).contains(joined("XML:com.adobe.xmp\0\0\0\0\0", packet));
        assertThat(jpeg.all("ffe1")).contains(joined("http://ns.adobe.com/xap/1.0/\0", packet));
        assertThat(webp.data("XMP ")).isEqualTo(packet);
    }

    @ParameterizedTest
    @EnumSource(OutputFormat.class)
    void theSamePictureIsTheSameBytes(OutputFormat format) {
        byte[] file = encoder.encode(PIXELS, format, TEXT);

        assertThat(encoder.encode(drawn(131, 67), format, SampleText.of(SampleText.HARD_PROMPT)))
                .isEqualTo(file);
    }

    private static byte[] joined(String head, byte[] rest) {
        byte[] bytes = Arrays.copyOf(head.getBytes(StandardCharsets.US_ASCII), head.length() + rest.length);
        System.arraycopy(rest, 0, bytes, head.length(), rest.length);
        return bytes;
    }

    /** A gradient with a hard-edged saturated patch, an odd number of pixels in each direction. */
    private static Pixels drawn(int width, int height) {
        byte[] rgb = new byte[width * height * Pixels.CHANNELS];
        for (int y = 0; y < height; y++) {
            for (int x = 0; x < width; x++) {
                boolean patch = x > 40 && x < 80 && y > 20 && y < 50;
                int at = (y * width + x) * Pixels.CHANNELS;
                rgb[at] = (byte) (patch ? 220 : x);
                rgb[at + 1] = (byte) (patch ? 20 : y * 2);
                rgb[at + 2] = (byte) (patch ? 30 : 255 - x - y);
            }
        }
        return new Pixels(width, height, rgb);
    }

    private static byte[] rgb(byte[] file) throws IOException {
        BufferedImage image = ImageIO.read(new ByteArrayInputStream(file));
        int[] samples = image.getRaster().getPixels(0, 0, image.getWidth(), image.getHeight(), (int[]) null);
        byte[] rgb = new byte[samples.length];
        for (int i = 0; i < rgb.length; i++) {
            rgb[i] = (byte) samples[i];
        }
        return rgb;
    }

    private static double psnr(byte[] rgb) {
        assertThat(rgb).hasSameSizeAs(PIXELS.rgb());
        double squares = 0;
        for (int i = 0; i < rgb.length; i++) {
            double difference = (rgb[i] & 0xFF) - (PIXELS.rgb()[i] & 0xFF);
            squares += difference * difference;
        }
        return 10 * Math.log10(255.0 * 255.0 * rgb.length / squares);
    }
}
