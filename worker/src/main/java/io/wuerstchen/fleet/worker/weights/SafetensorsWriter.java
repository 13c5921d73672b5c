package io.wuerstchen.fleet.worker.weights;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** Tensors to a safetensors file in memory. The same tensors and metadata give the same bytes. */
public final class SafetensorsWriter {
    private final Precision precision;

    public SafetensorsWriter(Precision precision) {
        this.precision = precision;
    }

    /** The file's bytes: tensors by name, metadata by key. */
    public byte[] write(List<FloatTensor> tensors, Map<String, String> metadata) {
        List<FloatTensor> sorted =
                tensors.stream().sorted(Comparator.comparing(FloatTensor::name)).toList();
        List<TensorSpec> specs = sorted.stream().map(this::spec).toList();
        byte[] header = HeaderBytes.of(specs, metadata);
        ByteBuffer file = ByteBuffer.allocate(Math.addExact(header.length, length(specs)));
        file.order(ByteOrder.LITTLE_ENDIAN).put(header);
        sorted.forEach(tensor -> put(file, tensor.values()));
        return file.array();
    }

    private TensorSpec spec(FloatTensor tensor) {
        return new TensorSpec(tensor.name(), precision.name(), tensor.shape());
    }

    private static int length(List<TensorSpec> specs) {
        return Math.toIntExact(specs.stream().mapToLong(TensorSpec::byteLength).sum());
    }

    private void put(ByteBuffer file, float[] values) {
        for (float value : values) {
            if (precision == Precision.F16) {
                file.putShort(HalfFloat.of(value));
            } else {
                file.putFloat(value);
            }
        }
    }

    /** What each value becomes. */
    public enum Precision {
        F32,
        F16;

        /** The name in metadata and options: {@code f32} or {@code f16}. */
        public String wireName() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    /**
     * A tensor in memory.
     *
     * @param values row-major, as many as {@code shape} says
     */
    @SuppressWarnings("ArrayRecordComponent") // Numbers on their way through, never compared.
    public record FloatTensor(String name, List<Long> shape, float[] values) {
        public FloatTensor {
            shape = List.copyOf(shape);
            long elements = shape.stream().reduce(1L, Math::multiplyExact);
            if (elements != values.length) {
                throw new IllegalArgumentException(
                        name + ": " + values.length + " values (expected: " + elements + ", shape " + shape + ")");
            }
        }
    }
}
