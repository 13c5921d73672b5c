package io.wuerstchen.fleet.export.sample;

import io.wuerstchen.fleet.common.config.Spelling;
import io.wuerstchen.fleet.dispatcher.parquet.ParquetColumn.Kind;
import java.math.BigDecimal;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.IntPredicate;
import java.util.function.Predicate;
import java.util.stream.Stream;

/** Reads the words of a condition from left to right. */
final class WhereParser {
    private static final String WARNING = "warning";
    private static final String METADATA = "metadata.";

    private final List<WhereWord> words;
    private int next;

    WhereParser(List<WhereWord> words) {
        this.words = words;
    }

    Predicate<Sample> parse() {
        Predicate<Sample> condition = condition();
        if (!word().isEnd()) {
            throw Where.fault(word().place(), "unexpected (expected: and, or, or the end)");
        }
        return condition;
    }

    private Predicate<Sample> condition() {
        Predicate<Sample> condition = all();
        while (take("or")) {
            condition = condition.or(all());
        }
        return condition;
    }

    private Predicate<Sample> all() {
        Predicate<Sample> condition = one();
        while (take("and")) {
            condition = condition.and(one());
        }
        return condition;
    }

    private Predicate<Sample> one() {
        if (take("not")) {
            return one().negate();
        }
        if (take("(")) {
            Predicate<Sample> condition = condition();
            if (!take(")")) {
                throw Where.fault(word().place(), "a bracket is open (expected: a closing one)");
            }
            return condition;
        }
        if (take(WARNING)) {
            return sample -> !sample.image().warnings().isEmpty();
        }
        return comparison();
    }

    private Predicate<Sample> comparison() {
        WhereWord name = word();
        Optional<SampleColumn> column = column(name);
        next++;
        if (take("contains")) {
            String part = value().text();
            return sample -> value(column, name, sample)
                    .map(value -> value.toString().contains(part))
                    .orElse(false);
        }
        IntPredicate order = order();
        WhereWord value = value();
        Function<Object, Integer> comparing = comparing(column, name, value);
        return sample ->
                value(column, name, sample).map(comparing).map(order::test).orElse(false);
    }

    /** Empty for metadata, whose type is known only sample by sample. */
    private static Optional<SampleColumn> column(WhereWord name) {
        if (!name.quoted() && name.text().startsWith(METADATA)) {
            return Optional.empty();
        }
        return Optional.of(SampleColumns.OF_EVERY_BATCH.stream()
                .filter(column -> name.is(column.name()))
                .findFirst()
                .orElseThrow(() -> Where.fault(name.place(), "no field (" + hint(name) + ")")));
    }

    private static String hint(WhereWord name) {
        List<String> known = Stream.concat(
                        Stream.of(WARNING, "not"),
                        SampleColumns.OF_EVERY_BATCH.stream().map(SampleColumn::name))
                .toList();
        return Spelling.nearest(name.text(), known)
                .map(near -> "did you mean " + near + "?")
                .orElse("expected: one of " + String.join(", ", known) + ", metadata.NAME");
    }

    private IntPredicate order() {
        WhereWord operator = word();
        next++;
        return switch (operator.quoted() ? "" : operator.text()) {
            case "=" -> order -> order == 0;
            case "!=" -> order -> order != 0;
            case "<" -> order -> order < 0;
            case "<=" -> order -> order <= 0;
            case ">" -> order -> order > 0;
            case ">=" -> order -> order >= 0;
            default -> throw Where.fault(operator.place(), "no comparison (expected: =, !=, <, <=, >, >= or contains)");
        };
    }

    private static Function<Object, Integer> comparing(Optional<SampleColumn> column, WhereWord name, WhereWord value) {
        Optional<BigDecimal> number = value.quoted() ? Optional.empty() : number(value.text());
        if (column.isPresent() && column.get().kind() != Kind.TEXT && number.isEmpty()) {
            throw Where.fault(value.place(), "no number (expected: one, as " + name.text() + " is)");
        }
        boolean asText = column.map(field -> field.kind() == Kind.TEXT).orElse(false);
        return found -> number.isPresent() && !asText && found instanceof Number
                ? new BigDecimal(found.toString()).compareTo(number.get())
                : (Integer) found.toString().compareTo(value.text());
    }

    private static Optional<BigDecimal> number(String text) {
        try {
            return Optional.of(new BigDecimal(text));
        } catch (NumberFormatException e) {
            return Optional.empty();
        }
    }

    private static Optional<Object> value(Optional<SampleColumn> column, WhereWord name, Sample sample) {
        return column.map(field -> field.value().apply(sample))
                .or(() -> Optional.ofNullable(
                        sample.result().origin().metadata().get(name.text().substring(METADATA.length()))));
    }

    private WhereWord value() {
        WhereWord value = word();
        if (value.isEnd() || (!value.quoted() && value.text().matches("[<>=!()]+"))) {
            throw Where.fault(value.place(), "no value (expected: a number, a word or a text in quotes)");
        }
        next++;
        return value;
    }

    private boolean take(String word) {
        boolean there = word().is(word);
        next += there ? 1 : 0;
        return there;
    }

    private WhereWord word() {
        return words.get(next);
    }
}
