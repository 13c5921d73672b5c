package io.wuerstchen.fleet.export.shard;

import java.awt.image.BufferedImage;
import java.util.Arrays;
import java.util.HexFormat;

/**
 * 64 bits that stay nearly the same when a picture is scaled or compressed: brightness on a grid of 32 x 32, its discrete
 * cosine transform, and of the 64 lowest frequencies whether each is above their median (pHash). How many bits differ says how
 * far two pictures are from each other.
 */
public final class PerceptualHash {
    private static final int GRID = 32;
    private static final int LOW = 8;
    /** Coefficients are compared in steps, so that what is equal but for rounding counts as equal. */
    private static final double STEPS = 256;

    /** Row u: the cosines of frequency u. StrictMath, so that a hash is the same on every machine. */
    private static final double[][] COSINES = cosines();

    private PerceptualHash() {}

    public static long of(BufferedImage image) {
        double[][] grid = grid(image);
        long[] low = new long[LOW * LOW];
        for (int v = 0; v < LOW; v++) {
            for (int u = 0; u < LOW; u++) {
                low[v * LOW + u] = Math.round(coefficient(grid, u, v) * STEPS);
            }
        }
        return bits(low);
    }

    /** Sixteen hexadecimal digits. */
    public static String text(long hash) {
        return HexFormat.of().toHexDigits(hash);
    }

    public static long parse(String text) {
        return HexFormat.fromHexDigitsToLong(text);
    }

    private static long bits(long[] low) {
        long[] sorted = low.clone();
        Arrays.sort(sorted);
        long median = (sorted[sorted.length / 2 - 1] + sorted[sorted.length / 2]) / 2;
        long hash = 0;
        for (long value : low) {
            hash = hash << 1 | (value > median ? 1 : 0);
        }
        return hash;
    }

    private static double coefficient(double[][] grid, int u, int v) {
        double sum = 0;
        for (int y = 0; y < GRID; y++) {
            double line = 0;
            for (int x = 0; x < GRID; x++) {
                line += grid[y][x] * COSINES[u][x];
            }
            sum += line * COSINES[v][y];
        }
        return sum;
    }

    /** Mean brightness of each cell. */
    private static double[][] grid(BufferedImage image) {
        int width = image.getWidth();
        int height = image.getHeight();
        long[][] sums = new long[GRID][GRID];
        int[][] counts = new int[GRID][GRID];
        int[] line = new int[width];
        for (int y = 0; y < height; y++) {
            image.getRGB(0, y, width, 1, line, 0, width);
            int row = (int) ((long) y * GRID / height);
            for (int x = 0; x < width; x++) {
                int column = (int) ((long) x * GRID / width);
                sums[row][column] += brightness(line[x]);
                counts[row][column]++;
            }
        }
        return means(sums, counts);
    }

    private static double[][] means(long[][] sums, int[][] counts) {
        double[][] means = new double[GRID][GRID];
        for (int y = 0; y < GRID; y++) {
            for (int x = 0; x < GRID; x++) {
                means[y][x] = counts[y][x] == 0 ? 0 : (double) sums[y][x] / counts[y][x] / 1000;
            }
        }
        return means;
    }

    /** ITU-R BT.601, in thousandths. */
    private static int brightness(int rgb) {
        return 299 * (rgb >> 16 & 0xFF) + 587 * (rgb >> 8 & 0xFF) + 114 * (rgb & 0xFF);
    }

    private static double[][] cosines() {
        double[][] cosines = new double[LOW][GRID];
        for (int u = 0; u < LOW; u++) {
            for (int x = 0; x < GRID; x++) {
                cosines[u][x] = StrictMath.cos(StrictMath.PI * u * (2 * x + 1) / (2 * GRID));
            }
        }
        return cosines;
    }
}
