package io.wuerstchen.fleet.worker.wuerstchen;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDArrays;
import ai.djl.ndarray.NDList;
import io.wuerstchen.fleet.worker.wuerstchen.VqganLayer.Sight;
import io.wuerstchen.fleet.worker.wuerstchen.nn.Scoped;
import java.util.List;
import java.util.Optional;
import java.util.function.LongFunction;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Runs the layers of Stage A's decoder over pictures in tiles of bounded memory, which are cut anew at each resolution. What
 * comes out is that of whole pictures: a tile takes along what its pixels see around them, and gives it up layer by layer.
 */
record VqganTiles(List<VqganLayer> layers) {
    private static final Logger log = LoggerFactory.getLogger(VqganTiles.class);
    private static final int ROWS = 1;
    private static final int COLUMNS = 2;

    /** What there is of an array [B, H, W, C] of whole pictures. */
    private record Present(NDArray array, Window window) {}

    /** x [B, h, w, C] to [B, H, W, C'], with about so many bytes in use at a time. */
    NDArray run(NDArray x, long bytes) {
        Window whole = Window.whole(x.getShape().get(ROWS), x.getShape().get(COLUMNS));
        long batch = x.getShape().get(0);
        long atOnce = Math.max(1, bytes / most(whole));
        tiling(whole, bytes).ifPresent(tiling -> log.atInfo()
                .addKeyValue("tiles", tiling.tiles() + "x" + tiling.tiles())
                .addKeyValue("more_work_percent", Math.round(100 * tiling.moreWork()))
                .log("decoding in tiles"));
        return joined(0, (batch + atOnce - 1) / atOnce, i -> {
            NDArray some = x.get(i * atOnce + ":" + Math.min((i + 1) * atOnce, batch));
            return level(0, new Present(some, whole), whole, bytes);
        });
    }

    /** How pictures are cut, if they are. */
    Optional<Tiling> tiling(Window whole, long bytes) {
        long pieces = pieces(0, whole, bytes);
        return pieces > 1 ? Optional.of(new Tiling(pieces, moreWork(whole, bytes))) : Optional.empty();
    }

    /** What tiles have to do twice, of what the whole takes. */
    double moreWork(Window whole, long bytes) {
        return work(0, whole, bytes) / work(0, whole, Long.MAX_VALUE) - 1;
    }

    /** Into how many pieces each side is cut at the level that begins with a layer: as few as will do. */
    long pieces(int first, Window own, long bytes) {
        long most = Math.min(own.rows().length(), own.columns().length());
        long pieces = 1;
        while (pieces < most && bytes(first, own.piece(pieces / 2, pieces / 2, pieces)) > bytes) {
            pieces++;
        }
        return pieces;
    }

    /** From the layer that a level begins with to the end, for what is asked for of the pictures. */
    private NDArray level(int first, Present input, Window own, long bytes) {
        if (first == layers.size()) {
            return input.array().get(own.within(input.window())).duplicate();
        }
        long pieces = pieces(first, own, bytes);
        return joined(
                ROWS,
                pieces,
                row -> joined(COLUMNS, pieces, column -> tile(first, input, own.piece(row, column, pieces), bytes)));
    }

    private NDArray tile(int first, Present input, Window tile, long bytes) {
        Present current = input;
        Window own = tile;
        int end = end(first);
        for (int i = first; i < end; i++) {
            VqganLayer layer = layers.get(i);
            Window needed = own.with(context(i));
            NDArray before = current.array();
            NDArray seen = before.get(needed.within(current.window()));
            NDArray output = Scoped.of(() -> layer.forward().apply(seen));
            seen.close();
            if (before != input.array()) {
                before.close();
            }
            current = new Present(output, needed.scaled(layer.scale()));
            own = own.scaled(layer.scale());
        }
        return level(end, current, own, bytes);
    }

    private double work(int first, Window own, long bytes) {
        if (first == layers.size()) {
            return 0;
        }
        long pieces = pieces(first, own, bytes);
        double work = 0;
        for (long row = 0; row < pieces; row++) {
            for (long column = 0; column < pieces; column++) {
                Window tile = own.piece(row, column, pieces);
                for (int i = first; i < end(first); i++) {
                    work += layers.get(i).work(tile.with(context(i)).area());
                    tile = tile.scaled(layers.get(i).scale());
                }
                work += work(end(first), tile, bytes);
            }
        }
        return work;
    }

    private long bytes(int first, Window tile) {
        Window own = tile;
        long most = 0;
        for (int i = first; i < end(first); i++) {
            most = Math.max(most, layers.get(i).bytes(own.with(context(i)).area()));
            own = own.scaled(layers.get(i).scale());
        }
        return most;
    }

    /** What a whole picture takes where it takes most. */
    private long most(Window whole) {
        Window own = whole;
        long most = 1;
        for (VqganLayer layer : layers) {
            most = Math.max(most, layer.bytes(own.area()));
            own = own.scaled(layer.scale());
        }
        return most;
    }

    /** The layer after a level's last: a resolution's layers make a level, the one that leads to it included. */
    private int end(int first) {
        int end = first + 1;
        while (end < layers.size() && layers.get(end).sight() != Sight.NEAREST) {
            end++;
        }
        return end;
    }

    /** How many positions beyond a tile's own are needed before a layer. */
    private int context(int layer) {
        int context = 0;
        for (int i = layers.size() - 1; i >= layer; i--) {
            context = layers.get(i).context(context);
        }
        return context;
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
