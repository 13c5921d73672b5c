package io.wuerstchen.fleet.worker.wuerstchen;

import ai.djl.Device;
import com.sun.management.OperatingSystemMXBean;
import java.lang.management.ManagementFactory;

/**
 * Memory of a device.
 *
 * @param budget bytes that may be taken of it
 * @param process bytes of it that Java and libtorch take without a model
 */
record DeviceMemory(long budget, long process) {
    /** Measured: a JVM with libtorch, without its heap; two thirds are pages of libraries. */
    private static final long NATIVE = 300_000_000;

    static DeviceMemory of(Device device, long wanted) {
        long process = device.isGpu() ? 0 : ofProcess();
        return new DeviceMemory(wanted > 0 ? wanted : device.isGpu() ? ofCard(device) : ofMachine(), process);
    }

    /** What Java and libtorch take of a machine's memory, with all of the heap that Java may take. */
    static long ofProcess() {
        return NATIVE + Runtime.getRuntime().maxMemory();
    }

    /** Java looks at the container's limit too. */
    private static long ofMachine() {
        OperatingSystemMXBean system = ManagementFactory.getPlatformMXBean(OperatingSystemMXBean.class);
        return system.getTotalMemorySize() / 5 * 4;
    }

    private static long ofCard(Device device) {
        return CudaRuntime.ofProcess().free(device.getDeviceId()) / 10 * 9;
    }
}
