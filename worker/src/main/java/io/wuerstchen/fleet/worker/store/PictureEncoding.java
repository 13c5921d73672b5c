package io.wuerstchen.fleet.worker.store;

import io.wuerstchen.fleet.worker.generate.PlannedImage;
import io.wuerstchen.fleet.worker.wuerstchen.Picture;
import java.util.List;

/** Makes the files that one picture becomes. Safe for all threads. */
public interface PictureEncoding {
    List<PictureFile> of(PlannedImage planned, Picture picture);
}
