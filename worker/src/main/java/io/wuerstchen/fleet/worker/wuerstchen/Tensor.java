package io.wuerstchen.fleet.worker.wuerstchen;

import ai.djl.ndarray.NDArray;
import java.util.List;
import java.util.stream.LongStream;

/** Values outside of the engine, in row-major order. Whoever holds one may not change its values. */
@SuppressWarnings("ArrayRecordComponent")
public record Tensor(List<Long> shape, float[] values) {
    public Tensor {
        shape = List.copyOf(shape);
    }

    static Tensor of(NDArray array) {
        List<Long> shape = LongStream.of(array.getShape().getShape()).boxed().toList();
        return new Tensor(shape, array.toFloatArray());
    }

    boolean isFinite() {
        for (float value : values) {
            if (!Float.isFinite(value)) {
                return false;
            }
        }
        return true;
    }
}
