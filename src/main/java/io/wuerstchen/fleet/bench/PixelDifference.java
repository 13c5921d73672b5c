package io.wuerstchen.fleet.bench;

import java.util.List;

/**
 * How far pictures are from others.
 *
 * @param share of the values that differ, 0 to 1
 * @param most by how many of 255 levels a value differs
 */
record PixelDifference(double share, int most) {
    /** As in the golden tests of whole runs on the CPU. */
    private static final PixelDifference TOLERANCE = new PixelDifference(0.002, 1);

    private static final int BYTE = 0xFF;

    /**
     * @param pictures the values of each, a byte a value
     * @param others those of all, one after the other
     * @throws IllegalStateException if these are not as many
     */
    static PixelDifference between(List<byte[]> pictures, byte[] others) {
        long values = pictures.stream().mapToLong(picture -> picture.length).sum();
        if (values != others.length) {
            throw new IllegalStateException(
                    "the reference's pictures: " + others.length + " bytes (expected: " + values + ")");
        }
        int most = 0;
        long differing = 0;
        int at = 0;
        for (byte[] picture : pictures) {
            for (byte value : picture) {
                int distance = Math.abs((value & BYTE) - (others[at++] & BYTE));
                most = Math.max(most, distance);
                differing += distance > 0 ? 1 : 0;
            }
        }
        return new PixelDifference((double) differing / values, most);
    }

    /** The larger of each. */
    PixelDifference or(PixelDifference other) {
        return new PixelDifference(Math.max(share, other.share), Math.max(most, other.most));
    }

    boolean isTolerable() {
        return share <= TOLERANCE.share && most <= TOLERANCE.most;
    }
}
