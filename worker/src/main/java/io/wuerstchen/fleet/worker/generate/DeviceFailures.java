package io.wuerstchen.fleet.worker.generate;

import io.wuerstchen.fleet.common.job.FailureKind;
import io.wuerstchen.fleet.worker.wuerstchen.BadImageException;
import io.wuerstchen.fleet.worker.wuerstchen.DoesNotFitException;
import io.wuerstchen.fleet.worker.wuerstchen.OutOfMemory;
import io.wuerstchen.fleet.worker.wuerstchen.StageOutOfMemoryException;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;

/** Reads out of what a device threw what kind of failure it is. libtorch says it in words only. */
final class DeviceFailures {
    /** Whatever it was, the process can do nothing more on this device: CUDA repeats the error at every call. */
    private static final List<String> LOST = List.of("cuda error", "cuda driver");

    private DeviceFailures() {}

    static FailureKind kind(Throwable failure) {
        if (failure instanceof BadImageException) {
            return FailureKind.BAD_IMAGE;
        }
        // The budget is this worker's and not the job's: another one may have more.
        boolean noRoom = failure instanceof DoesNotFitException || OutOfMemory.is(failure);
        return noRoom ? FailureKind.OUT_OF_MEMORY : FailureKind.MODEL_ERROR;
    }

    /** Whether it would be the same for each picture alone. */
    static boolean isOfEach(Throwable failure) {
        return failure instanceof DoesNotFitException none && none.evenAlone()
                || failure instanceof StageOutOfMemoryException;
    }

    /** Nothing can be drawn here any more, whatever is asked for. */
    static boolean isLost(Throwable failure) {
        return !OutOfMemory.is(failure) && says(failure, LOST);
    }

    private static boolean says(Throwable failure, List<String> words) {
        return Stream.iterate(failure, each -> each != null, Throwable::getCause)
                .limit(10)
                .map(each -> String.valueOf(each.getMessage()).toLowerCase(Locale.ROOT))
                .anyMatch(message -> words.stream().anyMatch(message::contains));
    }
}
