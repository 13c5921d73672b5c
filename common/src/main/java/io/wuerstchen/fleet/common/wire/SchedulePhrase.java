package io.wuerstchen.fleet.common.wire;

import io.wuerstchen.fleet.common.job.InvalidJobException;
import io.wuerstchen.fleet.common.job.Schedule;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;

/** Step lists as people write them: {@code default}, or {@code 1.0,0.8,0.5,0}. */
public final class SchedulePhrase {
    public static final String DEFAULT = "default";

    private SchedulePhrase() {}

    public static Schedule parse(String phrase) {
        if (phrase.equals(DEFAULT)) {
            return new Schedule.StageCDefault();
        }
        List<Double> values = new ArrayList<>();
        for (String value : phrase.split(",", -1)) {
            values.add(number(phrase, value.strip()));
        }
        return new Schedule.Timesteps(values);
    }

    /** Gives a schedule's error the field's full name, since a schedule doesn't know whose it is. */
    public static Schedule named(String field, Supplier<Schedule> schedule) {
        try {
            return schedule.get();
        } catch (InvalidJobException e) {
            throw new InvalidJobException(
                    field + e.getMessage().substring(e.getMessage().indexOf(':')));
        }
    }

    private static double number(String phrase, String value) {
        try {
            return Double.parseDouble(value);
        } catch (NumberFormatException e) {
            throw InvalidJobException.of("timesteps", phrase, "\"default\", or numbers with commas as in 1.0,0.5,0");
        }
    }
}
