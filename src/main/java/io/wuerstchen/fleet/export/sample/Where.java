package io.wuerstchen.fleet.export.sample;

import io.wuerstchen.fleet.common.job.InvalidJobException;
import java.util.function.Predicate;

/**
 * A condition on samples as people write it:
 *
 * <pre>
 * condition = all { "or" all }
 * all       = one { "and" one }
 * one       = "not" one | "(" condition ")" | "warning" | FIELD OPERATOR VALUE
 * OPERATOR  = "=" | "!=" | "<" | "<=" | ">" | ">=" | "contains"
 * VALUE     = NUMBER | "TEXT" | 'TEXT' | WORD | true | false
 * </pre>
 *
 * FIELD is a column of {@link SampleColumns#OF_EVERY_BATCH}, or {@code metadata.NAME}. A field that a sample doesn't have
 * fulfils no comparison.
 */
public final class Where implements Predicate<Sample> {
    private final String phrase;
    private final Predicate<Sample> condition;

    private Where(String phrase, Predicate<Sample> condition) {
        this.phrase = phrase;
        this.condition = condition;
    }

    public static Where everything() {
        return new Where("", sample -> true);
    }

    /** Throws {@link InvalidJobException} that names the place in the phrase. */
    public static Where parse(String phrase) {
        return new Where(phrase, new WhereParser(WhereWord.all(phrase)).parse());
    }

    @Override
    public boolean test(Sample sample) {
        return condition.test(sample);
    }

    /** As it was written; empty for everything. */
    @Override
    public String toString() {
        return phrase;
    }

    static InvalidJobException fault(String at, String reason) {
        return new InvalidJobException("--where: " + at + ": " + reason);
    }
}
