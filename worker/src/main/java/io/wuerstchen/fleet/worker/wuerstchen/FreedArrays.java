package io.wuerstchen.fleet.worker.wuerstchen;

import com.sun.jna.Library;
import com.sun.jna.Native;
import com.sun.jna.Platform;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What becomes of arrays that libtorch frees on the CPU. glibc's malloc keeps those of up to 32 MiB for later ones, and in what it
 * keeps there is often no room for the next.
 */
final class FreedArrays {
    private static final Logger log = LoggerFactory.getLogger(FreedArrays.class);
    // From glibc's malloc.h.
    private static final int M_TRIM_THRESHOLD = -1;
    private static final int M_MMAP_THRESHOLD = -3;

    private static final int MAPPED_FROM = 8 << 20;
    private static final int KEPT_AT_MOST = 64 << 20;

    private FreedArrays() {}

    /**
     * Large ones go back to the system at once from now on, in the whole process: for where memory is short, at some percent of
     * time for fresh pages. Whether that could be asked for; only glibc can be asked.
     */
    static boolean giveBackAtOnce() {
        if (!Platform.isLinux()) {
            return false;
        }
        try {
            Glibc glibc = Native.load("c", Glibc.class);
            return glibc.mallopt(M_MMAP_THRESHOLD, MAPPED_FROM) == 1
                    && glibc.mallopt(M_TRIM_THRESHOLD, KEPT_AT_MOST) == 1;
        } catch (UnsatisfiedLinkError e) {
            log.atDebug().setCause(e).log("no glibc, whose malloc could be asked");
            return false;
        }
    }

    /** Of glibc's functions those that are called. */
    interface Glibc extends Library {
        /** 1 if the parameter was taken. */
        int mallopt(int parameter, int value);
    }
}
