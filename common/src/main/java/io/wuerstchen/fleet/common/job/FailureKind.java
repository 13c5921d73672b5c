package io.wuerstchen.fleet.common.job;

/** Why a row is dead. */
public enum FailureKind {
    /** The job can't be run as it is, by anybody. */
    INVALID_JOB("InvalidJob"),
    /** Its object's name is taken by another job's object. */
    CONFLICT("Conflict"),
    /** The device had no memory for it, even alone. */
    OUT_OF_MEMORY("OutOfMemory"),
    /** NaN or infinity came out of the model. */
    BAD_IMAGE("BadImage"),
    /** The device did not come back from it in time. */
    TIMEOUT("Timeout"),
    /** The model failed while this job was alone in its micro-batch. */
    MODEL_ERROR("ModelError"),
    /** Worker after worker died while it was alone on the device. */
    CRASH("Crash"),
    /** A kind that only newer versions know; the reason says it in words. */
    OTHER("Other");

    private final String wireName;

    FailureKind(String wireName) {
        this.wireName = wireName;
    }

    public String wireName() {
        return wireName;
    }

    /** {@link #OTHER} for a name this version does not know, so that its row ends all the same. */
    public static FailureKind parse(String name) {
        for (FailureKind kind : values()) {
            if (kind.wireName.equals(name)) {
                return kind;
            }
        }
        return OTHER;
    }
}
