package io.wuerstchen.fleet.worker;

import java.util.ArrayDeque;
import java.util.Deque;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What a worker opened, closed in reverse order; one that fails to close does not keep the others open. */
final class OwnedResources implements AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(OwnedResources.class);

    private final Deque<AutoCloseable> resources = new ArrayDeque<>();

    <T extends AutoCloseable> T own(T resource) {
        resources.push(resource);
        return resource;
    }

    @Override
    public void close() {
        while (!resources.isEmpty()) {
            close(resources.pop());
        }
    }

    private static void close(AutoCloseable resource) {
        try {
            resource.close();
        } catch (Exception e) {
            log.atWarn().setCause(e).log("could not be closed");
        }
    }
}
