package io.wuerstchen.fleet.worker.weights;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.IntBuffer;
import java.nio.ShortBuffer;
import java.util.Optional;

/** Finds what is no number in a tensor of floats: by its bits, so that nothing is copied. */
public final class NotFinite {
    private static final int FLOAT_EXPONENT = 0x7F80_0000;
    private static final int HALF_EXPONENT = 0x7C00;
    private static final int BFLOAT_EXPONENT = 0x7F80;

    private NotFinite() {}

    /**
     * Says where the first NaN or infinity is.
     *
     * @param tensor of type F32, F16 or BF16
     */
    public static Optional<String> first(SafetensorsFile file, TensorInfo tensor) {
        ByteBuffer bytes = file.bytes(tensor.name()).duplicate().order(ByteOrder.LITTLE_ENDIAN);
        int place = tensor.dtype().equals("F32")
                ? first(bytes.asIntBuffer())
                : first(bytes.asShortBuffer(), tensor.dtype().equals("F16") ? HALF_EXPONENT : BFLOAT_EXPONENT);
        file.release(tensor.name());
        return place < 0 ? Optional.empty() : Optional.of("NaN or infinity at value " + place);
    }

    private static int first(IntBuffer bits) {
        for (int i = 0; i < bits.limit(); i++) {
            if ((bits.get(i) & FLOAT_EXPONENT) == FLOAT_EXPONENT) {
                return i;
            }
        }
        return -1;
    }

    private static int first(ShortBuffer bits, int exponent) {
        for (int i = 0; i < bits.limit(); i++) {
            if ((bits.get(i) & exponent) == exponent) {
                return i;
            }
        }
        return -1;
    }
}
