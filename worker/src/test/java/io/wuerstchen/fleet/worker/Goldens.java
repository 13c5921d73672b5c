package io.wuerstchen.fleet.worker;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.wuerstchen.fleet.worker.weights.SafetensorsFile;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;

/** Inputs and outputs of the reference (diffusers 0.33.1, PyTorch 2.7.1, float32), and how near to them ours must be. */
public final class Goldens implements AutoCloseable {
    /** Of the device that they are run on: a card adds in another order, and rounds once where a CPU may round twice. */
    private static final Bounds BOUNDS =
            System.getProperty("golden.device", "cpu").startsWith("cuda") ? Bounds.CUDA : Bounds.CPU;

    /** One call of a part: largest difference over largest magnitude. */
    public static final double MODULE = BOUNDS.module();

    public static final double TEXT = BOUNDS.text();
    public static final double RESIZE = BOUNDS.resize();
    public static final double SCHEDULER = BOUNDS.scheduler();
    /** Embeddings and latents of a whole run. */
    public static final double RUN = BOUNDS.run();

    private static final ObjectMapper JSON = new ObjectMapper();

    private final SafetensorsFile file;

    private Goldens(SafetensorsFile file) {
        this.file = file;
    }

    /** Calls of single parts of a model: tiny or odd. */
    public static Goldens modules(String model) {
        return new Goldens(SafetensorsFile.open(folder().resolve(model).resolve("modules.safetensors")));
    }

    /** Whole runs of a model: tiny, odd or emoji. */
    public static Goldens cases(String model) {
        return new Goldens(SafetensorsFile.open(folder().resolve(model).resolve("cases.safetensors")));
    }

    /** What the whole runs were asked for. */
    public static JsonNode jobs(String model) {
        return json(model + "/cases.json");
    }

    public static JsonNode json(String name) {
        try {
            return JSON.readTree(folder().resolve(name).toFile());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    public static Path model(String model) {
        return model.equals("emoji")
                ? root().resolve("src/models/wuerstchen-emoji")
                : folder().resolve(model).resolve("model");
    }

    public static Path folder() {
        return root().resolve("src/test/resources/golden");
    }

    public static Path root() {
        return Path.of(System.getProperty("fleet.root"));
    }

    public List<Long> shape(String name) {
        return file.tensor(name).shape();
    }

    public float[] floats(String name) {
        return file.floats(name);
    }

    public long[] longs(String name) {
        ByteBuffer bytes = file.bytes(name).duplicate().order(ByteOrder.LITTLE_ENDIAN);
        long[] values = new long[bytes.remaining() / Long.BYTES];
        bytes.asLongBuffer().get(values);
        return values;
    }

    public byte[] bytes(String name) {
        ByteBuffer bytes = file.bytes(name).duplicate();
        byte[] values = new byte[bytes.remaining()];
        bytes.get(values);
        return values;
    }

    /** Compares with the golden tensor, or with its i-th part along the first axis. */
    public void assertNear(String name, int part, float[] ours, double tolerance) {
        float[] golden = floats(name);
        int start = part * ours.length;
        assertThat(golden.length % ours.length).as(name + ": size").isZero();
        assertNear(name, Arrays.copyOfRange(golden, start, start + ours.length), ours, tolerance);
    }

    public void assertNear(String name, float[] ours, double tolerance) {
        assertNear(name, floats(name), ours, tolerance);
    }

    public static void assertNear(String name, float[] expected, float[] ours, double tolerance) {
        assertThat(ours).as(name).hasSameSizeAs(expected);
        double error = relativeError(expected, ours);
        GoldenErrors.note(name, error, tolerance);
        assertThat(error)
                .as(name + ": largest difference over largest magnitude")
                .isLessThanOrEqualTo(tolerance);
    }

    public static void assertPixelsNear(String name, byte[] expected, int start, byte[] ours) {
        int off = 0;
        int largest = 0;
        for (int i = 0; i < ours.length; i++) {
            int difference = Math.abs((expected[start + i] & 255) - (ours[i] & 255));
            largest = Math.max(largest, difference);
            off += difference;
        }
        double share = (double) off / ours.length;
        GoldenErrors.note(name + ", share off", share, BOUNDS.pixelsOff());
        GoldenErrors.note(name + ", largest", largest, 1);
        assertThat(largest).as(name + ": largest difference").isLessThanOrEqualTo(1);
        assertThat(share).as(name + ": share of values that differ").isLessThanOrEqualTo(BOUNDS.pixelsOff());
    }

    @Override
    public void close() {
        file.close();
    }

    private static double relativeError(float[] expected, float[] ours) {
        double difference = 0;
        double magnitude = 0;
        for (int i = 0; i < expected.length; i++) {
            double delta = Math.abs((double) expected[i] - ours[i]);
            difference = Double.isNaN(delta) ? Double.POSITIVE_INFINITY : Math.max(difference, delta);
            magnitude = Math.max(magnitude, Math.abs(expected[i]));
        }
        return difference / magnitude;
    }

    /**
     * How far ours may be from the reference on the CPU.
     *
     * @param pixelsOff share of pixel values that may be one of 255 off
     */
    private record Bounds(double module, double text, double resize, double scheduler, double run, double pixelsOff) {
        static final Bounds CPU = new Bounds(1e-5, 3e-6, 1e-5, 1e-6, 5e-5, 0.002);
        /** Measured on an H100: 8e-7, 6e-7, 6e-7, 7e-7, 9e-6 and 0.00015; with TF32 4e-4 and more. See src/docs/cuda.md. */
        static final Bounds CUDA = new Bounds(5e-6, 3e-6, 5e-6, 2e-6, 5e-5, 0.001);
    }
}
