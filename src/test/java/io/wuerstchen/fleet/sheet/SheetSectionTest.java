package io.wuerstchen.fleet.sheet;

import static org.assertj.core.api.Assertions.assertThat;

import io.wuerstchen.fleet.sheet.ContactSheet.Picture;
import java.awt.Dimension;
import java.awt.Rectangle;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SheetSectionTest {
    @Test
    void aWidePictureTakesTheRoomOfTwoSquareOnes() {
        SheetSection wide = section(256, 128, 5);

        assertThat(wide.slot(1, 4).x).isEqualTo(section(128, 128, 5).slot(2, 4).x);
    }

    @Test
    void aRowIsFullBeforeTheNextBegins() {
        SheetSection wide = section(256, 128, 5);

        assertThat(wide.slot(1, 4).y).isEqualTo(wide.slot(0, 4).y);
        assertThat(wide.slot(2, 4).x).isEqualTo(wide.slot(0, 4).x);
        assertThat(wide.slot(2, 4).y).isGreaterThan(wide.slot(0, 4).y);
    }

    @Test
    void takesTheColumnsThatFillEveryRow() {
        var squares = section(128, 128, 12);
        var wide = section(256, 128, 6);
        var tall = section(128, 256, 6);

        assertThat(SheetSection.bestColumns(List.of(squares, wide, tall))).isEqualTo(6);
        assertThat(SheetSection.bestColumns(List.of(section(128, 128, 8), section(256, 128, 8))))
                .isEqualTo(8);
    }

    @ParameterizedTest
    @CsvSource({"128,128", "256,128", "128,256", "1024,768", "768,1024", "128,2048", "2048,128", "1920,1152"})
    void nothingOverlapsAndNothingIsDistorted(int width, int height) {
        SheetSection section = section(width, height, 11);

        List<Rectangle> taken = new ArrayList<>();
        for (int i = 0; i < 11; i++) {
            Rectangle slot = section.slot(i, 5);
            Rectangle box = section.box(slot);
            Rectangle caption = section.captionBox(slot);

            assertThat(slot.contains(box) && slot.contains(caption)).isTrue();
            assertThat(box.intersects(caption)).isFalse();
            assertThat(taken).noneMatch(slot::intersects);
            assertThat(new Rectangle(SheetSection.width(5), section.height(5)).contains(slot))
                    .isTrue();
            // To within half a pixel of rounding on each side.
            assertThat(Math.abs(box.getWidth() * height - box.getHeight() * width))
                    .isLessThanOrEqualTo((width + height) / 2.0);
            taken.add(slot);
        }
    }

    private static SheetSection section(int width, int height, int pictures) {
        Picture picture = new Picture(Path.of("picture.png"), "");
        return new SheetSection(new Dimension(width, height), Collections.nCopies(pictures, picture), 40, 50);
    }
}
