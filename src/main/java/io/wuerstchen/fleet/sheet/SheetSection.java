package io.wuerstchen.fleet.sheet;

import io.wuerstchen.fleet.sheet.ContactSheet.Picture;
import java.awt.Dimension;
import java.awt.Rectangle;
import java.util.List;

/**
 * Pictures of one size on a contact sheet, in slots of a grid that all sections share: a square or tall picture takes one
 * column, a wide one two or more. All in pixels of the sheet, from the section's upper left corner.
 */
record SheetSection(Dimension size, List<Picture> pictures, int labelHeight, int captionHeight) {
    private static final int COLUMN = 168;
    private static final int GAP = 20;
    private static final int MAX_SPAN = 3;
    private static final int MAX_HEIGHT = 2 * COLUMN + GAP;
    private static final int FEWEST_COLUMNS = 4;
    private static final int MOST_COLUMNS = 8;

    /** How large a picture of {@code size} is on any sheet. */
    static Dimension boxSize(Dimension size) {
        SheetSection section = new SheetSection(size, List.of(), 0, 0);
        return section.box(section.slot(0, MOST_COLUMNS)).getSize();
    }

    /** The number of columns that leaves the fewest places empty; of two such the larger. */
    static int bestColumns(List<SheetSection> sections) {
        int best = MOST_COLUMNS;
        for (int columns = MOST_COLUMNS - 1; columns >= FEWEST_COLUMNS; columns--) {
            if (emptyPlaces(sections, columns) < emptyPlaces(sections, best)) {
                best = columns;
            }
        }
        return best;
    }

    static int width(int columns) {
        return columns * (COLUMN + GAP) - GAP;
    }

    double aspect() {
        return size.getWidth() / size.getHeight();
    }

    String label() {
        return size.width + " × " + size.height;
    }

    int slotWidth() {
        return width(span());
    }

    int height(int columns) {
        return labelHeight + rows(columns) * rowHeight();
    }

    /** Where picture {@code index} and its caption stand. */
    Rectangle slot(int index, int columns) {
        int column = index % perRow(columns);
        int row = index / perRow(columns);
        int left = column * (slotWidth() + GAP);
        return new Rectangle(left, labelHeight + row * rowHeight(), slotWidth(), rowHeight() - GAP);
    }

    /** Where in its slot the picture itself stands: at the top, in the middle. */
    Rectangle box(Rectangle slot) {
        int width = (int) Math.round(size.width * scale());
        return new Rectangle(slot.x + (slot.width - width) / 2, slot.y, width, boxHeight());
    }

    /** What is left of the slot below the picture. */
    Rectangle captionBox(Rectangle slot) {
        return new Rectangle(slot.x, slot.y + boxHeight(), slot.width, captionHeight);
    }

    private static int emptyPlaces(List<SheetSection> sections, int columns) {
        return sections.stream()
                .mapToInt(section -> section.emptyPlaces(columns))
                .sum();
    }

    private int emptyPlaces(int columns) {
        return rows(columns) * columns - pictures.size() * span();
    }

    private int span() {
        return (int) Math.max(1, Math.min(MAX_SPAN, Math.round(aspect())));
    }

    private int perRow(int columns) {
        return columns / span();
    }

    private int rows(int columns) {
        return (pictures.size() + perRow(columns) - 1) / perRow(columns);
    }

    private int rowHeight() {
        return boxHeight() + captionHeight + GAP;
    }

    private int boxHeight() {
        return (int) Math.round(size.height * scale());
    }

    private double scale() {
        return Math.min(slotWidth() / size.getWidth(), MAX_HEIGHT / size.getHeight());
    }
}
