package io.wuerstchen.fleet.worker.wuerstchen;

import ai.djl.util.cuda.CudaLibrary;
import com.sun.jna.Native;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/**
 * The CUDA runtime that libtorch has loaded. DJL looks for one by name and so finds none where libtorch brings its own, whose file
 * has a name of its own.
 */
final class CudaRuntime {
    private static final Path MAPPED = Path.of("/proc/self/maps");

    private final CudaLibrary runtime;

    private CudaRuntime(CudaLibrary runtime) {
        this.runtime = runtime;
    }

    /** Only once libtorch for CUDA is loaded. */
    static CudaRuntime ofProcess() {
        try {
            String path = path(Files.readAllLines(MAPPED));
            return new CudaRuntime(Native.load(path, CudaLibrary.class));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** @param maps of which each line ends with the file that is mapped, if it is one */
    static String path(List<String> maps) {
        return maps.stream()
                .filter(line -> line.contains("/libcudart"))
                .map(line -> line.substring(line.indexOf('/')))
                .findFirst()
                .orElseThrow(() -> new IllegalStateException("libtorch for CUDA has loaded no libcudart"));
    }

    /** None, too, where there is no driver. */
    int cards() {
        int[] count = new int[1];
        return runtime.cudaGetDeviceCount(count) == 0 ? count[0] : 0;
    }

    /** Bytes of a card that nobody has. */
    long free(int card) {
        long[] free = new long[1];
        check(runtime.cudaSetDevice(card));
        check(runtime.cudaMemGetInfo(free, new long[1]));
        return free[0];
    }

    private void check(int result) {
        if (result != 0) {
            throw new IllegalStateException("CUDA error: " + runtime.cudaGetErrorString(result));
        }
    }
}
