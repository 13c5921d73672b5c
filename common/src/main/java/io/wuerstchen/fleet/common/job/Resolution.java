package io.wuerstchen.fleet.common.job;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Width and height of a picture in pixels, multiples of {@value #GRID}: Stage B's grid at the released compression. */
public record Resolution(int width, int height) {
    public static final int GRID = 128;
    private static final Pattern SIZE = Pattern.compile("(\\d{1,6})x(\\d{1,6})");

    public Resolution {
        requireOnGrid("width", width);
        requireOnGrid("height", height);
    }

    /** Reads {@code 256x128}: width, then height. */
    public static Resolution parse(String size) {
        Matcher matcher = SIZE.matcher(size);
        if (!matcher.matches()) {
            throw InvalidJobException.of("size", size, "WIDTHxHEIGHT in pixels, as in 1024x768");
        }
        return new Resolution(Integer.parseInt(matcher.group(1)), Integer.parseInt(matcher.group(2)));
    }

    public long pixels() {
        return (long) width * height;
    }

    /** Refuses a picture larger than {@code maxPixels}, naming the largest of about the same shape that would do. */
    public void requireAtMost(long maxPixels) {
        if (pixels() > maxPixels) {
            throw InvalidJobException.of(
                    "size", this, "at most " + maxPixels + " pixels, nearest " + within(maxPixels));
        }
    }

    @Override
    public String toString() {
        return width + "x" + height;
    }

    private static void requireOnGrid(String field, int side) {
        if (side < GRID || side % GRID != 0) {
            throw InvalidJobException.of(field, side, "a multiple of " + GRID + ", nearest " + nearest(side));
        }
    }

    private static String nearest(int side) {
        int below = side - side % GRID;
        return side < GRID ? String.valueOf(GRID) : below + " or " + ((long) below + GRID);
    }

    private Resolution within(long maxPixels) {
        double scale = Math.sqrt((double) maxPixels / pixels());
        int narrow = down(width * scale);
        // A very long picture stops shrinking at one cell's height or width; the other side gives way for it.
        int low = down(Math.min(height * scale, (double) maxPixels / narrow));
        return new Resolution(down(Math.min(narrow, (double) maxPixels / low)), low);
    }

    private static int down(double side) {
        int cells = (int) (side / GRID);
        return Math.max(1, cells) * GRID;
    }
}
