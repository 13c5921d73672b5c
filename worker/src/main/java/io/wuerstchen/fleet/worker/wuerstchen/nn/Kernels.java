package io.wuerstchen.fleet.worker.wuerstchen.nn;

import ai.djl.Device;
import ai.djl.MalformedModelException;
import ai.djl.Model;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.pytorch.engine.PtNDArray;
import ai.djl.pytorch.engine.PtNDManager;
import ai.djl.pytorch.engine.PtSymbolBlock;
import ai.djl.pytorch.jni.IValue;
import ai.djl.pytorch.jni.IValueUtils;
import java.io.IOException;
import java.io.InputStream;
import java.util.UUID;
import java.util.stream.Stream;

/** What DJL's NDArray lacks, run by libtorch through a TorchScript module of a few hundred bytes that holds no weights. */
public final class Kernels implements AutoCloseable {
    private static final String COMMON = """
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
            def narrowed(self, w: Tensor, dtype: int) -> Tensor:
              return torch.to(w, dtype)
            def linear_narrow(self, x: Tensor, w: Tensor, b: Tensor) -> Tensor:
              return torch.to(torch.linear(torch.to(x, ops.prim.dtype(w)), w, b), 6)
            def global_response_norm(self, x: Tensor, g: Tensor, b: Tensor) -> Tensor:
              f = x.to(6)
              norm = torch.sqrt(torch.sum(torch.mul(f, f), [1, 2], True))
              relative = torch.div(norm, torch.add(torch.mean(norm, [-1], True), 1e-6))
              return torch.add_(torch.mul_(x, torch.add(torch.mul(relative, g), 1)), b)
            """;

    private static final String PLAIN_LINEAR = """
            def linear(self, x: Tensor, w: Tensor, b: Tensor) -> Tensor:
              return torch.linear(x, w, b)
            def linear_gelu(self, x: Tensor, w: Tensor, b: Tensor) -> Tensor:
              return torch.gelu(torch.linear(x, w, b))
            def linear_plus(self, x: Tensor, w: Tensor, b: Tensor, y: Tensor) -> Tensor:
              return torch.add_(torch.linear(x, w, b), y)
            """;

    /** Multiplies faster than MKL does on an AMD, and does GELU and sums while the product is still in the cache. */
    private static final String ONE_DNN_LINEAR = """
            def packed(self, w: Tensor) -> Tensor:
              return ops.mkldnn._reorder_linear_weight(w, None)
            def linear(self, x: Tensor, w: Tensor, b: Tensor) -> Tensor:
              return ops.mkldnn._linear_pointwise(x, w, b, "none", annotate(List[Optional[number]], []), "")
            def linear_gelu(self, x: Tensor, w: Tensor, b: Tensor) -> Tensor:
              return ops.mkldnn._linear_pointwise(x, w, b, "gelu", annotate(List[Optional[number]], []), "none")
            def linear_plus(self, x: Tensor, w: Tensor, b: Tensor, y: Tensor) -> Tensor:
              return ops.mkldnn._linear_pointwise(x, y, w, b, "add")
            """;

    /**
     * Inputs take seven of their eight bits, because older processors add up products of two pairs in sixteen. Each picture is
     * multiplied by itself: of several, libtorch would take one scale, and what is drawn together would depend on one another.
     */
    private static final String INT8_LINEAR = """
            def quantized(self, w: Tensor, b: Tensor) -> __torch__.torch.classes.quantized.LinearPackedParamsBase:
              scales = torch.div(torch.clamp_min(torch.amax(torch.abs(w), [1]), 1e-12), 127)
              zeros = torch.zeros_like(scales).to(4)
              return ops.quantized.linear_prepack(torch.quantize_per_channel(w, scales, zeros, 0, 12), b)
            def linear_int8(self, x: Tensor, w: __torch__.torch.classes.quantized.LinearPackedParamsBase) -> Tensor:
              if x.size(0) == 1:
                y = ops.quantized.linear_dynamic(x, w, True)
              else:
                y = torch.cat([ops.quantized.linear_dynamic(row, w, True) for row in torch.split(x, 1)])
              return y
            """;

    /** Kept, because libtorch's module dies when the garbage collector takes the model. */
    private final Model model;

    private final PtSymbolBlock block;
    private final boolean packs;

    private Kernels(Model model, boolean packs) {
        this.model = model;
        this.packs = packs;
        this.block = (PtSymbolBlock) model.getBlock();
    }

    public static Kernels load(Device device) {
        Model model = Model.newInstance("kernels", device, "PyTorch");
        boolean packs = hasOneDnn(device);
        String linear = packs ? ONE_DNN_LINEAR + INT8_LINEAR : PLAIN_LINEAR;
        try (InputStream archive = new TorchScriptArchive("Kernels", COMMON + linear).open()) {
            model.load(archive);
            return new Kernels(model, packs);
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

    /**
     * Global response norm of x [B, H, W, C], which it overwrites with the result; gamma and beta are [1, 1, 1, C]. The squares are
     * summed up in float32, half would overflow; libtorch's own norm over these axes takes forty times as long.
     */
    NDArray globalResponseNorm(NDArray x, NDArray gamma, NDArray beta) {
        return call("global_response_norm", tensor(x), tensor(gamma), tensor(beta));
    }

    /**
     * A copy of a linear layer's weight [out, in] in the order in which this processor likes it best, and which only the linear
     * layers below can read. Only where {@link #packs}.
     */
    NDArray packed(NDArray weight) {
        return call("packed", tensor(weight));
    }

    /** Whether this processor likes a linear layer's weight in an order of its own; where it does, it multiplies in int8 too. */
    public boolean packs() {
        return packs;
    }

    /** x Wᵀ + b over the last axis. */
    NDArray linear(NDArray x, NDArray weight, NDArray bias) {
        return call("linear", tensor(x), tensor(weight), tensor(bias));
    }

    /** The exact, erf GELU of {@link #linear}. */
    NDArray linearGelu(NDArray x, NDArray weight, NDArray bias) {
        return call("linear_gelu", tensor(x), tensor(weight), tensor(bias));
    }

    /** {@link #linear} plus y, which has its shape. */
    NDArray linearPlus(NDArray x, NDArray weight, NDArray bias, NDArray y) {
        return call("linear_plus", tensor(x), tensor(weight), tensor(bias), tensor(y));
    }

    /**
     * A linear layer's weight [out, in] in eight bits with a scale for each output, and its bias. Only where {@link #packs}.
     *
     * @param owner closes it
     */
    Quantized quantized(NDArray weight, NDArray bias, NDManager owner) {
        try (IValue w = tensor(weight);
                IValue b = tensor(bias)) {
            IValue quantized = IValueUtils.runMethod(block, "quantized", w, b);
            owner.attachInternal(UUID.randomUUID().toString(), quantized);
            return new Quantized(quantized);
        }
    }

    /** x Wᵀ + b over the last axis, with x in eight bits too, by a scale for each index of its first axis. */
    NDArray linear(NDArray x, Quantized weight) {
        try (IValue input = tensor(x);
                IValue result = IValueUtils.runMethod(block, "linear_int8", input, weight.value())) {
            return result.toTensor((PtNDManager) model.getNDManager());
        }
    }

    /** A copy in bfloat16 or float16, which only {@link #linearNarrow} can read: DJL knows no bfloat16. */
    NDArray narrowed(NDArray array, Precision precision) {
        return call("narrowed", tensor(array), IValue.from(precision == Precision.BFLOAT16 ? 15L : 5L));
    }

    /** x Wᵀ + b over the last axis, multiplied in the type of weight and bias and summed up in float32; x and result are float32. */
    NDArray linearNarrow(NDArray x, NDArray weight, NDArray bias) {
        return call("linear_narrow", tensor(x), tensor(weight), tensor(bias));
    }

    /** What only libtorch can look into. */
    record Quantized(IValue value) {}

    /** Results that nobody has closed yet. */
    public int openArrays() {
        return model.getNDManager().getManagedArrays().size();
    }

    @Override
    public void close() {
        model.close();
    }

    /** libtorch's builds for other machines lack it, or have it do less. */
    private static boolean hasOneDnn(Device device) {
        return !device.isGpu() && System.getProperty("os.arch").equals("amd64");
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
