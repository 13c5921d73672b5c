package io.wuerstchen.fleet.common.job;

/** Why a row is dead. */
public enum FailureKind {
    /** The job can't be run as it is, by anybody. */
    INVALID_JOB("InvalidJob"),
    /** Its object's name is taken by another job's object. */
    CONFLICT("Conflict"),
    /** NaN or infinity came out of the model. */
    BAD_IMAGE("BadImage"),
    /** The model failed while this job was alone in its micro-batch. */
    MODEL_ERROR("ModelError");

    private final String wireName;

    FailureKind(String wireName) {
        this.wireName = wireName;
    }

    public String wireName() {
        return wireName;
    }

    public static FailureKind parse(String name) {
        for (FailureKind kind : values()) {
            if (kind.wireName.equals(name)) {
                return kind;
            }
        }
        throw InvalidJobException.of("kind", name, "a known kind of failure");
    }
}
