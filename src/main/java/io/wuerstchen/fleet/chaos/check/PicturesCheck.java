package io.wuerstchen.fleet.chaos.check;

import io.wuerstchen.fleet.chaos.check.StandingObject.Look;
import io.wuerstchen.fleet.chaos.check.Violation.Kind;
import java.util.HashMap;
import java.util.Map;
import java.util.stream.Stream;

/** Every object is the one that is made without faults. */
final class PicturesCheck {
    private PicturesCheck() {}

    static Stream<Violation> find(Evidence evidence) {
        Map<String, String> expected = new HashMap<>();
        evidence.rows().forEach(row -> expected.putAll(row.objects()));
        return evidence.objects().stream()
                .filter(object -> expected.containsKey(object.key()))
                .filter(object -> object.look() != Look.ALIKE
                        && !expected.get(object.key()).equals(object.sha256()))
                .map(object -> new Violation(
                        Kind.CHANGED, object.key(), "is another one than without faults: " + object.sha256()));
    }
}
