package io.wuerstchen.fleet.worker.weights;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;

/** Tensors to a safetensors file in memory. The same tensors and metadata give the same bytes. */
public final class SafetensorsWriter {
    private static final int ALIGNMENT = 8;

    private final Precision precision;

    public SafetensorsWriter(Precision precision) {
        this.precision = precision;
    }

    /** The file's bytes: tensors by name, metadata by key. */
    public byte[] write(List<FloatTensor> tensors, Map<String, String> metadata) {
        List<FloatTensor> sorted =
                tensors.stream().sorted(Comparator.comparing(FloatTensor::name)).toList();
        byte[] header = header(sorted, metadata).toString().getBytes(StandardCharsets.UTF_8);
        int headerLength = (header.length + ALIGNMENT - 1) / ALIGNMENT * ALIGNMENT;
        ByteBuffer file = ByteBuffer.allocate(ALIGNMENT + headerLength + length(sorted));
        file.order(ByteOrder.LITTLE_ENDIAN).putLong(headerLength).put(header);
        while (file.position() < ALIGNMENT + headerLength) {
            file.put((byte) ' ');
        }
        sorted.forEach(tensor -> put(file, tensor.values()));
        return file.array();
    }

    private ObjectNode header(List<FloatTensor> tensors, Map<String, String> metadata) {
        ObjectNode header = JsonNodeFactory.instance.objectNode();
        if (!metadata.isEmpty()) {
            ObjectNode entries = header.putObject("__metadata__");
            new TreeMap<>(metadata).forEach(entries::put);
        }
        int begin = 0;
        for (FloatTensor tensor : tensors) {
            int end = begin + bytes(tensor);
            ObjectNode entry = header.putObject(tensor.name()).put("dtype", precision.name());
            ArrayNode shape = entry.putArray("shape");
            for (long size : tensor.shape()) {
                shape.add(size);
            }
            entry.putArray("data_offsets").add(begin).add(end);
            begin = end;
        }
        return header;
    }

    private int length(List<FloatTensor> tensors) {
        return tensors.stream().mapToInt(this::bytes).sum();
    }

    private int bytes(FloatTensor tensor) {
        return Math.multiplyExact(tensor.values().length, precision.bytes);
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
        F32(4),
        F16(2);

        private final int bytes;

        Precision(int bytes) {
            this.bytes = bytes;
        }

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
