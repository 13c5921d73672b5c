package io.wuerstchen.fleet.bench;

/**
 * How like two pictures are.
 *
 * @param psnr peak signal to noise ratio in decibels, of all values; {@link #SAME} where none differs
 * @param ssim structural similarity of their luminance, the mean over windows of 8x8 at every fourth pixel; 1 where none differs
 */
record Likeness(double psnr, double ssim) {
    /** Stands for an infinite ratio. */
    static final double SAME = 100;

    private static final int WINDOW = 8;
    private static final int STRIDE = 4;
    private static final int CHANNELS = 3;
    private static final int BYTE = 0xFF;
    private static final double PEAK = 255;
    // Of Wang et al. 2004, with its luminance weights from ITU-R BT.601.
    private static final double C1 = Math.pow(0.01 * PEAK, 2);
    private static final double C2 = Math.pow(0.03 * PEAK, 2);
    private static final double[] LUMINANCE = {0.299, 0.587, 0.114};

    /** Of two pictures in RGB, a byte a value, of the same size, 8 pixels a side at least. */
    static Likeness of(byte[] one, byte[] other, int width) {
        double[] left = luminance(one);
        double[] right = luminance(other);
        int height = left.length / width;
        double sum = 0;
        int windows = 0;
        for (int y = 0; y + WINDOW <= height; y += STRIDE) {
            for (int x = 0; x + WINDOW <= width; x += STRIDE) {
                sum += window(left, right, y * width + x, width);
                windows++;
            }
        }
        return new Likeness(psnr(one, other), sum / windows);
    }

    private static double psnr(byte[] one, byte[] other) {
        double squares = 0;
        for (int i = 0; i < one.length; i++) {
            double difference = (one[i] & BYTE) - (other[i] & BYTE);
            squares += difference * difference;
        }
        return squares == 0 ? SAME : 10 * Math.log10(PEAK * PEAK * one.length / squares);
    }

    private static double[] luminance(byte[] rgb) {
        double[] luminance = new double[rgb.length / CHANNELS];
        for (int i = 0; i < rgb.length; i++) {
            luminance[i / CHANNELS] += LUMINANCE[i % CHANNELS] * (rgb[i] & BYTE);
        }
        return luminance;
    }

    private static double window(double[] left, double[] right, int corner, int width) {
        double sumLeft = 0;
        double sumRight = 0;
        double squaresLeft = 0;
        double squaresRight = 0;
        double products = 0;
        for (int y = 0; y < WINDOW; y++) {
            for (int x = 0; x < WINDOW; x++) {
                double a = left[corner + y * width + x];
                double b = right[corner + y * width + x];
                sumLeft += a;
                sumRight += b;
                squaresLeft += a * a;
                squaresRight += b * b;
                products += a * b;
            }
        }
        double count = WINDOW * WINDOW;
        double meanLeft = sumLeft / count;
        double meanRight = sumRight / count;
        double varianceLeft = squaresLeft / count - meanLeft * meanLeft;
        double varianceRight = squaresRight / count - meanRight * meanRight;
        double covariance = products / count - meanLeft * meanRight;
        return (2 * meanLeft * meanRight + C1)
                * (2 * covariance + C2)
                / ((meanLeft * meanLeft + meanRight * meanRight + C1) * (varianceLeft + varianceRight + C2));
    }
}
