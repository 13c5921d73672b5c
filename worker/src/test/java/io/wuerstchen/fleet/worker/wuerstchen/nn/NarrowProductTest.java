package io.wuerstchen.fleet.worker.wuerstchen.nn;

import static org.assertj.core.api.Assertions.assertThat;

import ai.djl.Device;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import io.wuerstchen.fleet.worker.Goldens;
import java.util.Random;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A linear layer in sixteen bits is near the one in float32, and hands on float32. A processor is slow at it, but does it. */
class NarrowProductTest {
    private static final Random RANDOM = new Random(7);

    @ParameterizedTest
    @CsvSource({"BFLOAT16, 1e-2", "FLOAT16, 1e-3"})
    void isNearFloat32(Precision precision, double tolerance) {
        try (NDManager manager = NDManager.newBaseManager(Device.cpu(), "PyTorch");
                Kernels kernels = Kernels.load(Device.cpu())) {
            NDArray x = values(manager, 3, 40);
            NDArray weight = values(manager, 24, 40);
            NDArray bias = values(manager, 24);
            NDArray exact = x.matMul(weight.transpose()).add(bias);
            Product narrow =
                    new Product.Narrow(kernels, kernels.narrowed(weight, precision), kernels.narrowed(bias, precision));

            NDArray product = narrow.forward(x);

            assertThat(product.getDataType()).isEqualTo(DataType.FLOAT32);
            assertThat(product.toFloatArray()).isNotEqualTo(exact.toFloatArray());
            Goldens.assertNear("product", exact.toFloatArray(), product.toFloatArray(), tolerance);
            Goldens.assertNear(
                    "sum",
                    x.get(":, :24").add(exact).toFloatArray(),
                    narrow.plus(x.get(":, :24"), x).toFloatArray(),
                    tolerance);
            Goldens.assertNear(
                    "gelu",
                    exact.getNDArrayInternal().gelu().toFloatArray(),
                    narrow.gelu(x).toFloatArray(),
                    tolerance);
        }
    }

    private static NDArray values(NDManager manager, long... shape) {
        float[] values = new float[(int) new Shape(shape).size()];
        for (int i = 0; i < values.length; i++) {
            values[i] = (float) RANDOM.nextGaussian();
        }
        return manager.create(values, new Shape(shape));
    }
}
