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
    /** Measured: a JVM with libtorch, of which a third is pages of its libraries. */
    static final long PROCESS = 600_000_000;

    static DeviceMemory of(Device device, long wanted) {
        long process = device.isGpu() ? 0 : PROCESS;
        return new DeviceMemory(wanted > 0 ? wanted : device.isGpu() ? ofCard(device) : ofMachine(), process);
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
