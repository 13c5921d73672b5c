package io.wuerstchen.fleet.worker.device;

import io.wuerstchen.fleet.worker.wuerstchen.BadImageException;
import io.wuerstchen.fleet.worker.wuerstchen.BadImageException.Kind;
import io.wuerstchen.fleet.worker.wuerstchen.Drawing;
import io.wuerstchen.fleet.worker.wuerstchen.Picture;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.locks.LockSupport;

/**
 * Breaks down as a real device does, where a prompt asks for it: for drills. A prompt that holds
 *
 * <ul>
 *   <li>{@code [fault:nan]} comes out as NaN;
 *   <li>{@code [fault:nan-first]} comes out as NaN where it has the lowest seed of those of its prompt that are drawn together:
 *       the first picture of its job does, whatever else is drawn with it, and the others are good where it is;
 *   <li>{@code [fault:black]} comes out black;
 *   <li>{@code [fault:oom]} finds no memory;
 *   <li>{@code [fault:error]} throws;
 *   <li>{@code [fault:error-once]} throws until it has stood alone, and is drawn after that;
 *   <li>{@code [fault:hang]} never comes back;
 *   <li>{@code [fault:crash]} takes the process with it, without a word.
 * </ul>
 *
 * All but the first three take their whole micro-batch with them.
 */
final class SimulatedFaults {
    /** As a process that the kernel ended with SIGABRT, which is how libtorch's own crashes look. */
    private static final int ABORTED = 134;

    private final FaultMemory memory;

    SimulatedFaults(FaultMemory memory) {
        this.memory = memory;
    }

    /** Before anything is drawn; may never return. */
    void strike(List<Drawing> drawings) {
        if (any(drawings, "crash")) {
            Runtime.getRuntime().halt(ABORTED);
        }
        if (any(drawings, "hang")) {
            hang();
        }
        if (any(drawings, "oom")) {
            throw new IllegalStateException("simulated: out of memory, tried to allocate 8.00 GiB");
        }
        if (any(drawings, "error")) {
            throw new IllegalStateException("simulated: the model failed");
        }
        drawings.stream().filter(drawing -> asksFor(drawing, "error-once")).forEach(drawing -> {
            if (!memory.knows(drawing)) {
                failOnce(drawing, drawings.size());
            }
        });
    }

    /** @throws BadImageException if some are to come out as none */
    List<Picture> spoil(List<Drawing> drawings, List<Picture> pictures) {
        Map<Integer, Picture> good = new HashMap<>();
        Map<Integer, Kind> bad = new HashMap<>();
        for (int i = 0; i < drawings.size(); i++) {
            if (asksFor(drawings.get(i), "nan") || isSpoiltFirst(drawings.get(i), drawings)) {
                bad.put(i, Kind.IMAGE_EMBEDDINGS_NOT_FINITE);
            } else if (asksFor(drawings.get(i), "black")) {
                bad.put(i, Kind.ALL_BLACK);
            } else {
                good.put(i, pictures.get(i));
            }
        }
        if (!bad.isEmpty()) {
            throw new BadImageException(good, bad);
        }
        return pictures;
    }

    private static boolean isSpoiltFirst(Drawing drawing, List<Drawing> drawings) {
        return asksFor(drawing, "nan-first")
                && drawings.stream()
                        .filter(other -> other.prompt().equals(drawing.prompt()))
                        .allMatch(other -> other.seed() >= drawing.seed());
    }

    private void failOnce(Drawing drawing, int together) {
        if (together == 1) {
            memory.remember(drawing);
        }
        throw new IllegalStateException("simulated: the model failed once");
    }

    private static boolean any(List<Drawing> drawings, String fault) {
        return drawings.stream().anyMatch(drawing -> asksFor(drawing, fault));
    }

    private static boolean asksFor(Drawing drawing, String fault) {
        return drawing.prompt().contains("[fault:" + fault + "]");
    }

    /** Deaf to interrupts, as a hung call into a driver is. */
    @SuppressWarnings("InfiniteLoopStatement")
    private static void hang() {
        while (true) {
            LockSupport.park();
            Thread.interrupted();
        }
    }
}
