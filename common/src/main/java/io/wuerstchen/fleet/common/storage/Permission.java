package io.wuerstchen.fleet.common.storage;

/** Of somebody who may write only while nobody else may, as by a lease. Safe for all threads. */
@FunctionalInterface
public interface Permission {
    /** More than a store that answers at all ever makes necessary. */
    int ROUNDS = 30;

    /** Renews it where it is late; throws where nothing may be written any more. */
    void requireGood();

    /** Whether something may be written at this very moment; {@code false} also where it is only late. */
    default boolean isGood() {
        return true;
    }

    /**
     * Does what writes to a {@linkplain ObjectStore#permitted permitted} store, and does it again where the permission was late
     * before one of its attempts. So it must be such that it may be done twice.
     *
     * @throws StoreException if the store fails, or is too slow for the permission to last up to an attempt
     */
    default void write(Runnable write) {
        NotPermittedException late = null;
        for (int left = ROUNDS; left > 0; left--) {
            requireGood();
            try {
                write.run();
                return;
            } catch (NotPermittedException e) {
                late = e;
            }
        }
        throw new StoreException(late.getMessage() + ", " + ROUNDS + " times in a row", late);
    }
}
