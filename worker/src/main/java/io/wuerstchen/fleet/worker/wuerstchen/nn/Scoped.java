package io.wuerstchen.fleet.worker.wuerstchen.nn;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDScope;
import java.util.List;
import java.util.function.BiFunction;
import java.util.function.Supplier;

/** Who frees the arrays of a computation: whatever it makes is closed at its end, apart from its result, which the outer scope gets. */
public final class Scoped {
    private Scoped() {}

    public static NDArray of(Supplier<NDArray> computation) {
        NDArray result;
        try (NDScope scope = new NDScope()) {
            scope.suppressNotUsedWarning();
            result = computation.get();
            NDScope.unregister(result);
        }
        NDScope.register(result);
        return result;
    }

    /** Feeds x through all blocks in turn. Only one block's arrays are alive at a time; x stays open. */
    public static <B> NDArray through(List<B> blocks, NDArray x, BiFunction<B, NDArray, NDArray> forward) {
        NDArray current = x;
        for (B block : blocks) {
            NDArray input = current;
            current = of(() -> forward.apply(block, input));
            if (input != x) {
                input.close();
            }
        }
        return current;
    }
}
