package io.wuerstchen.fleet.dispatcher.ledger;

import io.wuerstchen.fleet.common.job.FailureKind;
import io.wuerstchen.fleet.common.job.InvalidJobException;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Which rows a new generation tries again.
 *
 * @param reason the wire name of a {@link FailureKind}, or {@value #CANCELLED}; {@code null}: all that are dead or cancelled
 */
public record Revival(String reason) {
    public static final String CANCELLED = "Cancelled";

    public Revival {
        if (reason != null && !reason.equals(CANCELLED) && kinds(reason).isEmpty()) {
            String known = Arrays.stream(FailureKind.values())
                    .map(FailureKind::wireName)
                    .collect(Collectors.joining(", "));
            throw InvalidJobException.of("reason", reason, known + " or " + CANCELLED);
        }
    }

    /** Whether it means any of rows of these kinds, or cancelled ones if there are some. */
    public boolean matches(Set<FailureKind> dead, boolean someCancelled) {
        return (ofCancelled() && someCancelled) || kinds().stream().anyMatch(dead::contains);
    }

    /** Whether it means cancelled rows. */
    public boolean ofCancelled() {
        return reason == null || reason.equals(CANCELLED);
    }

    List<FailureKind> kinds() {
        return kinds(reason);
    }

    private static List<FailureKind> kinds(String reason) {
        return Arrays.stream(FailureKind.values())
                .filter(kind -> reason == null || kind.wireName().equals(reason))
                .toList();
    }
}
