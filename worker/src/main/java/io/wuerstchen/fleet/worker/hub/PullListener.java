package io.wuerstchen.fleet.worker.hub;

/** Hears how a pull goes, on any thread. */
public interface PullListener {
    /** So many bytes are to come in all. */
    void expect(long bytes);

    /** So many more of them are here; fewer, where some were no good. */
    void moved(long bytes);

    /** What its user should know. */
    void say(String line);
}
