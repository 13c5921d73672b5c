package io.wuerstchen.fleet.worker;

import io.wuerstchen.fleet.common.job.ModelRef;
import io.wuerstchen.fleet.worker.wuerstchen.ModelInfo;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.Optional;
import java.util.UUID;

/**
 * Who a worker is, and which model it runs.
 *
 * @param process another one after each start, also of a worker whose id is given
 */
record WorkerIdentity(String id, String process, ModelRef model) {
    /** @param wanted empty: an id that says where it runs, and is another one after each start */
    static WorkerIdentity of(Optional<String> wanted, ModelInfo model) {
        String process = UUID.randomUUID().toString();
        return new WorkerIdentity(wanted.orElseGet(WorkerIdentity::anyId), process, ModelDefaults.reference(model));
    }

    private static String anyId() {
        String chance = UUID.randomUUID().toString().substring(0, 4);
        return host() + "-" + ProcessHandle.current().pid() + "-" + chance;
    }

    private static String host() {
        try {
            return InetAddress.getLocalHost().getHostName();
        } catch (UnknownHostException e) {
            return "unknown-host";
        }
    }
}
