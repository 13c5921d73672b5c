package io.wuerstchen.fleet.cli;

import java.awt.image.BufferedImage;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * The twelve backgrounds that the demo model was trained on, as its pictures show them: medians of the borders of three
 * pictures each. No two of them are nearer to one another than 80, and no pixel of a border was farther off than 34.
 */
enum BackgroundColour {
    WHITE(252, 252, 254),
    BLACK(20, 19, 23),
    GRAY(150, 152, 155),
    RED(217, 46, 50),
    ORANGE(244, 141, 40),
    YELLOW(252, 223, 85),
    GREEN(71, 161, 80),
    BLUE(49, 111, 218),
    PURPLE(133, 74, 182),
    PINK(252, 171, 203),
    BROWN(120, 79, 55),
    SKY_BLUE(156, 213, 247);

    private static final int BORDER = 3;
    private static final Pattern ASKED = Pattern.compile("(?:on |on an? |, )(" + names() + ")(?: background)?$");

    private final int rgb;

    BackgroundColour(int red, int green, int blue) {
        rgb = red << 16 | green << 8 | blue;
    }

    /** What a prompt asks for. */
    static BackgroundColour of(String prompt) {
        Matcher matcher = ASKED.matcher(prompt);
        if (!matcher.find()) {
            throw new AssertionError("no background in: " + prompt);
        }
        return valueOf(matcher.group(1).replace(' ', '_').toUpperCase(Locale.ROOT));
    }

    /** The nearest one, for each pixel within {@value #BORDER} of the picture's edge. */
    static List<BackgroundColour> ofBorder(BufferedImage image) {
        return border(image)
                .map(BackgroundColour::nearest)
                .boxed()
                .map(i -> values()[i])
                .toList();
    }

    /** Largest difference of a channel between this colour and the median of the picture's border. */
    int distance(BufferedImage image) {
        return IntStream.range(0, 3)
                .map(channel -> {
                    int[] sorted = border(image)
                            .map(pixel -> channel(pixel, channel))
                            .sorted()
                            .toArray();
                    return Math.abs(sorted[sorted.length / 2] - channel(rgb, channel));
                })
                .max()
                .orElseThrow();
    }

    private static IntStream border(BufferedImage image) {
        int width = image.getWidth();
        int height = image.getHeight();
        return IntStream.range(0, width * height)
                .filter(i -> Math.min(i % width, width - 1 - i % width) < BORDER
                        || Math.min(i / width, height - 1 - i / width) < BORDER)
                .map(i -> image.getRGB(i % width, i / width));
    }

    private static int nearest(int pixel) {
        return IntStream.range(0, values().length)
                .boxed()
                .min(Comparator.comparingInt(i -> values()[i].squares(pixel)))
                .orElseThrow();
    }

    private int squares(int pixel) {
        return IntStream.range(0, 3)
                .map(channel -> channel(pixel, channel) - channel(rgb, channel))
                .map(difference -> difference * difference)
                .sum();
    }

    private static int channel(int pixel, int channel) {
        return pixel >> (16 - 8 * channel) & 255;
    }

    private static String names() {
        return Arrays.stream(values())
                .map(colour -> colour.name().toLowerCase(Locale.ROOT).replace('_', ' '))
                .collect(Collectors.joining("|"));
    }
}
