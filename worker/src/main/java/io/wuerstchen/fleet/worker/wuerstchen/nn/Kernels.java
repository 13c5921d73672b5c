package io.wuerstchen.fleet.worker.wuerstchen.nn;

import ai.djl.Device;
import ai.djl.MalformedModelException;
import ai.djl.Model;
import ai.djl.ndarray.NDArray;
import ai.djl.pytorch.engine.PtNDArray;
import ai.djl.pytorch.engine.PtNDManager;
import ai.djl.pytorch.engine.PtSymbolBlock;
import ai.djl.pytorch.jni.IValue;
import ai.djl.pytorch.jni.IValueUtils;
import java.io.IOException;
import java.io.InputStream;
import java.util.stream.Stream;

/** What DJL's NDArray lacks, run by libtorch through a TorchScript module of a few hundred bytes that holds no weights. */
public final class Kernels implements AutoCloseable {
    private static final TorchScriptArchive ARCHIVE = new TorchScriptArchive("Kernels", """
            def attention(self, q: Tensor, k: Tensor, v: Tensor, heads: int) -> Tensor:
              b = q.size(0)
              qh = q.view([b, q.size(1), heads, -1]).transpose(1, 2)
              kh = k.view([b, k.size(1), heads, -1]).transpose(1, 2)
              vh = v.view([b, v.size(1), heads, -1]).transpose(1, 2)
              y = torch.scaled_dot_product_attention(qh, kh, vh)
              return y.transpose(1, 2).reshape([b, q.size(1), -1])
            def masked_attention(self, q: Tensor, k: Tensor, v: Tensor, heads: int, mask: Tensor) -> Tensor:
              b = q.size(0)
              qh = q.view([b, q.size(1), heads, -1]).transpose(1, 2)
              kh = k.view([b, k.size(1), heads, -1]).transpose(1, 2)
              vh = v.view([b, v.size(1), heads, -1]).transpose(1, 2)
              y = torch.scaled_dot_product_attention(qh, kh, vh, mask)
              return y.transpose(1, 2).reshape([b, q.size(1), -1])
            def conv_transpose2d(self, x: Tensor, w: Tensor, b: Tensor, stride: int, padding: int) -> Tensor:
              return torch.conv_transpose2d(x, w, b, [stride, stride], [padding, padding])
            def replication_pad2d(self, x: Tensor, p: int) -> Tensor:
              return torch.replication_pad2d(x, [p, p, p, p])
            def gelu_tanh(self, x: Tensor) -> Tensor:
              return torch.gelu(x, approximate="tanh")
            """);

    /** Kept, because libtorch's module dies when the garbage collector takes the model. */
    private final Model model;

    private final PtSymbolBlock block;

    private Kernels(Model model) {
        this.model = model;
        this.block = (PtSymbolBlock) model.getBlock();
    }

    public static Kernels load(Device device) {
        Model model = Model.newInstance("kernels", device, "PyTorch");
        try (InputStream archive = ARCHIVE.open()) {
            model.load(archive);
            return new Kernels(model);
        } catch (IOException | MalformedModelException e) {
            model.close();
            throw new IllegalStateException("libtorch does not take the kernels: " + e.getMessage(), e);
        }
    }

    /** softmax(q kᵀ / sqrt(d)) v for each head; q [B, N, heads·d], k and v [B, M, heads·d], gives [B, N, heads·d]. */
    NDArray attention(NDArray q, NDArray k, NDArray v, int heads) {
        return call("attention", tensor(q), tensor(k), tensor(v), IValue.from((long) heads));
    }

    /** As {@link #attention}; mask is boolean [B, 1, N, M] and true where a query may look. */
    public NDArray maskedAttention(NDArray q, NDArray k, NDArray v, int heads, NDArray mask) {
        return call("masked_attention", tensor(q), tensor(k), tensor(v), IValue.from((long) heads), tensor(mask));
    }

    /** x [B, Ci, H, W], weight [Ci, Co, K, K]. */
    NDArray convTranspose2d(NDArray x, NDArray weight, NDArray bias, int stride, int padding) {
        return call(
                "conv_transpose2d",
                tensor(x),
                tensor(weight),
                tensor(bias),
                IValue.from((long) stride),
                IValue.from((long) padding));
    }

    /** Repeats the border of x [B, C, H, W] on all four sides. */
    NDArray replicationPad2d(NDArray x, int padding) {
        return call("replication_pad2d", tensor(x), IValue.from((long) padding));
    }

    NDArray geluTanh(NDArray x) {
        return call("gelu_tanh", tensor(x));
    }

    /** Results that nobody has closed yet. */
    public int openArrays() {
        return model.getNDManager().getManagedArrays().size();
    }

    @Override
    public void close() {
        model.close();
    }

    private NDArray call(String method, IValue... arguments) {
        try (IValue result = IValueUtils.runMethod(block, method, arguments)) {
            return result.toTensor((PtNDManager) model.getNDManager());
        } finally {
            Stream.of(arguments).forEach(IValue::close);
        }
    }

    private static IValue tensor(NDArray array) {
        return IValue.from((PtNDArray) array);
    }
}
