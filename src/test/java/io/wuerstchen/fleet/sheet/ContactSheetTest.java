package io.wuerstchen.fleet.sheet;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.wuerstchen.fleet.sheet.ContactSheet.Contents;
import io.wuerstchen.fleet.sheet.ContactSheet.Picture;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ContactSheetTest {
    private static final int RED = 0xFFCC0000;
    private static final int GREEN = 0xFF00AA00;
    private static final int BLUE = 0xFF0000BB;

    @TempDir
    private Path folder;

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void showsEveryPictureWithFontsAndWithout(boolean fonts) throws IOException {
        List<Picture> pictures = List.of(
                picture("tall.png", 128, 256, RED),
                picture("wide.png", 256, 128, GREEN),
                picture("1.jpg", 512, 512, BLUE));

        ContactSheet sheet = fonts ? new ContactSheet() : new ContactSheet(Optional.empty());
        BufferedImage image = written(sheet, new Contents("demo", 3, pictures));

        Set<Integer> colours = colours(image);
        assertThat(colours).contains(RED, GREEN);
        assertThat(colours).anyMatch(colour -> isNear(colour, BLUE));
    }

    @Test
    void scalesALargePictureToItsMean() throws IOException {
        BufferedImage stripes = new BufferedImage(2048, 2048, BufferedImage.TYPE_INT_RGB);
        for (int i = 0; i < 2048 * 2048; i++) {
            stripes.setRGB(i % 2048, i / 2048, i % 2 == 0 ? 0xFFFFFF : 0);
        }
        ImageIO.write(stripes, "png", folder.resolve("stripes.png").toFile());

        var contents = new Contents("demo", 1, List.of(new Picture(folder.resolve("stripes.png"), "")));
        BufferedImage image = written(new ContactSheet(Optional.empty()), contents);

        assertThat(image.getRGB(100, 100) & 0xFF).isBetween(120, 135);
    }

    @Test
    void isBoundedHoweverManyPicturesThereAre() throws IOException {
        Picture picture = picture("1.png", 128, 128, RED);
        ContactSheet sheet = new ContactSheet(Optional.empty());

        BufferedImage many = written(sheet, new Contents("demo", 10_000, Collections.nCopies(10_000, picture)));

        int full = ContactSheet.MAX_PICTURES;
        BufferedImage most = written(sheet, new Contents("demo", full, Collections.nCopies(full, picture)));
        assertThat(many.getHeight()).isEqualTo(most.getHeight());
    }

    @Test
    void isASheetEvenWithoutPictures() throws IOException {
        BufferedImage image = written(new ContactSheet(), new Contents("demo", 0, List.of()));

        assertThat(image.getWidth()).isPositive();
    }

    @Test
    void namesAFileThatIsNoPicture() throws IOException {
        Path file = Files.writeString(folder.resolve("words.png"), "words");
        var contents = new Contents("demo", 1, List.of(new Picture(file, "")));

        assertThatThrownBy(() -> new ContactSheet().write(contents, folder.resolve("sheet.png")))
                .isInstanceOf(IOException.class)
                .hasMessage(file + ": not a picture (expected: a PNG, JPEG or WebP file)");
    }

    private Picture picture(String name, int width, int height, int colour) throws IOException {
        BufferedImage image = new BufferedImage(width, height, BufferedImage.TYPE_INT_RGB);
        for (int i = 0; i < width * height; i++) {
            image.setRGB(i % width, i / width, colour);
        }
        Path file = folder.resolve(name);
        ImageIO.write(image, name.substring(name.indexOf('.') + 1), file.toFile());
        return new Picture(file, "one colour and \uD83C\uDF4E");
    }

    private BufferedImage written(ContactSheet sheet, Contents contents) throws IOException {
        Path file = folder.resolve("sheet.png");
        sheet.write(contents, file);
        return ImageIO.read(file.toFile());
    }

    private static Set<Integer> colours(BufferedImage image) {
        Set<Integer> colours = new HashSet<>();
        for (int colour : image.getRGB(0, 0, image.getWidth(), image.getHeight(), null, 0, image.getWidth())) {
            colours.add(colour);
        }
        return colours;
    }

    /** JPEG is not exact. */
    private static boolean isNear(int colour, int other) {
        return Math.abs((colour & 0xFF) - (other & 0xFF)) < 4 && (colour & 0xFFFF00) < 0x040400;
    }
}
