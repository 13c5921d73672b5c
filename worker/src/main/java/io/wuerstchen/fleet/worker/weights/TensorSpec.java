package io.wuerstchen.fleet.worker.weights;

import java.util.List;

/**
 * A tensor that is to be written.
 *
 * @param dtype F32, F16 or I64
 */
public record TensorSpec(String name, String dtype, List<Long> shape) {
    public TensorSpec {
        shape = List.copyOf(shape);
        if (!List.of("F32", "F16", "I64").contains(dtype)) {
            throw new IllegalArgumentException(name + ": type " + dtype + " (expected: F32, F16 or I64)");
        }
    }

    /** How many values it has. */
    public long elements() {
        return shape.stream().reduce(1L, Math::multiplyExact);
    }

    public long byteLength() {
        return Math.multiplyExact(elements(), elementBytes());
    }

    int elementBytes() {
        return TensorInfo.bytesOf(dtype).orElseThrow();
    }
}
