package io.wuerstchen.fleet.worker.testing;

import io.wuerstchen.fleet.worker.generate.ImageGenerator;
import io.wuerstchen.fleet.worker.wuerstchen.BadImageException;
import io.wuerstchen.fleet.worker.wuerstchen.Drawing;
import io.wuerstchen.fleet.worker.wuerstchen.Picture;
import io.wuerstchen.fleet.worker.wuerstchen.Sampling;
import io.wuerstchen.fleet.worker.wuerstchen.StepListener;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Draws at once, breaks down or draws badly where certain seeds are asked for, and waits where it is told to. */
public final class FakeModel implements ImageGenerator.Model {
    private final Set<Long> breaking = new HashSet<>();
    private final Set<Long> bad = new HashSet<>();
    private final Set<Long> badOnce = new HashSet<>();
    private final List<List<Drawing>> runs = new ArrayList<>();
    private Error failure;
    private String alwaysFailing;
    private int most = Integer.MAX_VALUE;
    private boolean forgetful;
    private boolean held;

    public synchronized void breakAt(long... seeds) {
        for (long seed : seeds) {
            breaking.add(seed);
        }
    }

    public synchronized void drawBadly(long... seeds) {
        for (long seed : seeds) {
            bad.add(seed);
        }
    }

    public synchronized void drawBadlyOnce(long seed) {
        badOnce.add(seed);
    }

    public synchronized void failOnce(Error error) {
        failure = error;
    }

    /** Every run fails with these words. */
    public synchronized void failAlways(String message) {
        alwaysFailing = message;
    }

    /** More than so many pictures at once find no memory. */
    public synchronized void allowAtOnce(int pictures) {
        most = pictures;
    }

    /** The next run lacks its last picture. */
    public synchronized void forgetOnce() {
        forgetful = true;
    }

    /** Nothing is finished until {@link #goOn}. */
    public synchronized void hold() {
        held = true;
    }

    public synchronized void goOn() {
        held = false;
        notifyAll();
    }

    /** What was asked for, run by run. */
    public synchronized List<List<Drawing>> runs() {
        return List.copyOf(runs);
    }

    public List<Integer> sizes() {
        return runs().stream().map(List::size).toList();
    }

    @Override
    public synchronized List<Picture> draw(Sampling sampling, List<Drawing> drawings, StepListener listener) {
        runs.add(drawings);
        awaitLeave();
        if (failure != null) {
            Error once = failure;
            failure = null;
            throw once;
        }
        if (alwaysFailing != null) {
            throw new IllegalStateException(alwaysFailing);
        }
        if (drawings.size() > most) {
            throw new IllegalStateException("CUDA out of memory. Tried to allocate 2.00 GiB");
        }
        if (drawings.stream().anyMatch(drawing -> breaking.contains(drawing.seed()))) {
            throw new IllegalStateException("cannot draw " + drawings.size());
        }
        List<Picture> pictures = pictures(drawings);
        List<Picture> given = forgetful ? pictures.subList(0, pictures.size() - 1) : pictures;
        forgetful = false;
        return given;
    }

    private void awaitLeave() {
        try {
            while (held) {
                wait();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private List<Picture> pictures(List<Drawing> drawings) {
        Map<Integer, Picture> good = new HashMap<>();
        Map<Integer, BadImageException.Kind> notFinite = new HashMap<>();
        for (int i = 0; i < drawings.size(); i++) {
            long seed = drawings.get(i).seed();
            if (bad.contains(seed) || badOnce.remove(seed)) {
                notFinite.put(i, BadImageException.Kind.LATENTS_NOT_FINITE);
            } else {
                good.put(i, Samples.picture(drawings.get(i)));
            }
        }
        if (!notFinite.isEmpty()) {
            throw new BadImageException(good, notFinite);
        }
        return drawings.stream().map(Samples::picture).toList();
    }
}
