package io.wuerstchen.fleet.worker.wuerstchen;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDArrays;
import ai.djl.ndarray.NDList;
import io.wuerstchen.fleet.worker.wuerstchen.Window.Span;
import io.wuerstchen.fleet.worker.wuerstchen.nn.Scoped;
import java.util.List;
import java.util.function.LongFunction;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Runs the layers of Stage A's decoder over pictures in tiles of bounded memory. What comes out is that of whole pictures: a
 * tile takes along what its pixels see around them, and gives it up layer by layer.
 */
record VqganTiles(List<VqganLayer> layers) {
    private static final Logger log = LoggerFactory.getLogger(VqganTiles.class);
    private static final int ROWS = 1;
    private static final int COLUMNS = 2;

    /** x [B, h, w, C] to [B, H, W, C'], with about so many bytes in use at a time. */
    NDArray run(NDArray x, long bytes) {
        Window whole = whole(x);
        long atOnce = Math.max(1, bytes / bytes(whole));
        long pieces = pieces(whole, bytes);
        if (pieces > 1) {
            log.atInfo()
                    .addKeyValue("tiles", pieces + "x" + pieces)
                    .addKeyValue("more_work_percent", Math.round(100 * moreWork(whole, pieces)))
                    .log("decoding in tiles");
        }
        return joined(0, (x.getShape().get(0) + atOnce - 1) / atOnce, i -> {
            NDArray some = x.get(
                    i * atOnce + ":" + Math.min((i + 1) * atOnce, x.getShape().get(0)));
            return joined(
                    ROWS,
                    pieces,
                    row -> joined(COLUMNS, pieces, column -> {
                        Span rows = whole.rows().piece(row, pieces);
                        return tile(some, new Window(rows, whole.columns().piece(column, pieces)));
                    }));
        });
    }

    /** What tiles have to do twice, of what the whole takes. */
    double moreWork(Window whole, long pieces) {
        double once = work(whole);
        double all = 0;
        for (long row = 0; row < pieces; row++) {
            for (long column = 0; column < pieces; column++) {
                Span rows = whole.rows().piece(row, pieces);
                all += work(new Window(rows, whole.columns().piece(column, pieces)));
            }
        }
        return all / once - 1;
    }

    /** In multiplications, by the layers' widths. */
    private double work(Window tile) {
        int[] contexts = contexts();
        Window own = tile;
        double work = 0;
        for (int i = 0; i < layers.size(); i++) {
            VqganLayer layer = layers.get(i);
            work += (double) own.with(contexts[i]).area()
                    * layer.scale()
                    * layer.scale()
                    * layer.width()
                    * layer.width();
            own = own.scaled(layer.scale());
        }
        return work;
    }

    /** Into how many pieces each side is cut: as few as will do. */
    long pieces(Window whole, long bytes) {
        long most = Math.min(whole.rows().length(), whole.columns().length());
        long pieces = 1;
        while (pieces < most && bytes(middle(whole, pieces)) > bytes) {
            pieces++;
        }
        return pieces;
    }

    /** The tile that has neighbours on all sides, where there is one. */
    private static Window middle(Window whole, long pieces) {
        return new Window(
                whole.rows().piece(pieces / 2, pieces), whole.columns().piece(pieces / 2, pieces));
    }

    private long bytes(Window tile) {
        int[] contexts = contexts();
        Window own = tile;
        long most = 0;
        for (int i = 0; i < layers.size(); i++) {
            most = Math.max(most, layers.get(i).bytes(own.with(contexts[i]).area()));
            own = own.scaled(layers.get(i).scale());
        }
        return most;
    }

    private NDArray tile(NDArray x, Window tile) {
        int[] contexts = contexts();
        Window own = tile;
        Window there = whole(x);
        NDArray current = x;
        for (int i = 0; i < layers.size(); i++) {
            VqganLayer layer = layers.get(i);
            Window needed = own.with(contexts[i]);
            NDArray input = current.get(needed.within(there));
            NDArray output = Scoped.of(() -> layer.forward().apply(input));
            if (current != x) {
                current.close();
            }
            input.close();
            current = output;
            there = needed.scaled(layer.scale());
            own = own.scaled(layer.scale());
        }
        return current.get(own.within(there)).duplicate();
    }

    /** How many positions beyond a tile's own are needed before each layer. */
    private int[] contexts() {
        int[] contexts = new int[layers.size()];
        int after = 0;
        for (int i = layers.size() - 1; i >= 0; i--) {
            after = layers.get(i).context(after);
            contexts[i] = after;
        }
        return contexts;
    }

    private static Window whole(NDArray x) {
        return Window.whole(x.getShape().get(ROWS), x.getShape().get(COLUMNS));
    }

    private static NDArray joined(int axis, long count, LongFunction<NDArray> part) {
        return Scoped.of(() -> {
            NDList parts = new NDList();
            for (long i = 0; i < count; i++) {
                long index = i;
                parts.add(Scoped.of(() -> part.apply(index)));
            }
            return parts.size() == 1 ? parts.get(0) : NDArrays.concat(parts, axis);
        });
    }
}
