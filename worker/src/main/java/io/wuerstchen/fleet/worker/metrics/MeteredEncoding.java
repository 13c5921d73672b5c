package io.wuerstchen.fleet.worker.metrics;

import io.micrometer.core.instrument.Timer;
import io.wuerstchen.fleet.worker.generate.PlannedImage;
import io.wuerstchen.fleet.worker.store.PictureEncoding;
import io.wuerstchen.fleet.worker.store.PictureFile;
import io.wuerstchen.fleet.worker.wuerstchen.Picture;
import java.util.List;

/** Measures how long a picture's files take to make. */
public final class MeteredEncoding implements PictureEncoding {
    private final PictureEncoding encoding;
    private final Timer timer;

    public MeteredEncoding(PictureEncoding encoding, WorkerMeters meters) {
        this.encoding = encoding;
        timer = meters.timer("encode");
    }

    @Override
    public List<PictureFile> of(PlannedImage planned, Picture picture) {
        return timer.record(() -> encoding.of(planned, picture));
    }
}
