package io.wuerstchen.fleet.worker.weights;

import java.util.List;
import java.util.Map;
import java.util.OptionalInt;

/**
 * One entry of a safetensors header.
 *
 * @param dtype the type as the file names it; only F32, F16 and BF16 can be read as floats
 * @param begin first byte, counted from the end of the header
 * @param end the byte after the last
 */
public record TensorInfo(String name, String dtype, List<Long> shape, long begin, long end) {
    private static final Map<String, Integer> BYTES = Map.ofEntries(
            Map.entry("F64", 8),
            Map.entry("I64", 8),
            Map.entry("U64", 8),
            Map.entry("C64", 8),
            Map.entry("F32", 4),
            Map.entry("I32", 4),
            Map.entry("U32", 4),
            Map.entry("F16", 2),
            Map.entry("BF16", 2),
            Map.entry("I16", 2),
            Map.entry("U16", 2),
            Map.entry("I8", 1),
            Map.entry("U8", 1),
            Map.entry("BOOL", 1),
            Map.entry("F8_E4M3", 1),
            Map.entry("F8_E5M2", 1));

    public TensorInfo {
        shape = List.copyOf(shape);
    }

    public long byteLength() {
        return end - begin;
    }

    /**
     * How many values it has.
     *
     * @throws ArithmeticException if the shape's product does not fit a long
     */
    public long elements() {
        return shape.stream().reduce(1L, Math::multiplyExact);
    }

    /** Bytes of one element; empty for a type we do not know, which is an error only when it is used. */
    OptionalInt elementBytes() {
        return bytesOf(dtype);
    }

    static OptionalInt bytesOf(String dtype) {
        Integer bytes = BYTES.get(dtype);
        return bytes == null ? OptionalInt.empty() : OptionalInt.of(bytes);
    }
}
