package io.wuerstchen.fleet.common.wire;

import io.wuerstchen.fleet.common.job.InvalidJobException;
import io.wuerstchen.fleet.common.job.Publication;
import java.nio.charset.StandardCharsets;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.header.Headers;

/** {@link Publication} as headers of a job's record. They are no attributes of the event, which is the same one each time. */
public final class PublicationHeaders {
    private static final String AGAIN = "fleet_published_again";
    private static final String GENERATION = "fleet_generation";
    private static final String ATTEMPTS = "fleet_attempts";
    private static final String ALONE = "fleet_alone";

    private PublicationHeaders() {}

    /** Adds a header for each thing that is not as in {@link Publication#FIRST}. */
    public static void write(Headers headers, Publication publication) {
        add(headers, AGAIN, publication.again());
        add(headers, GENERATION, publication.generation());
        add(headers, ATTEMPTS, publication.attempts());
        add(headers, ALONE, publication.alone());
    }

    /** Throws {@link InvalidJobException} where a number is none. */
    public static Publication read(Headers headers) {
        return new Publication(
                isTrue(headers, AGAIN), number(headers, GENERATION), number(headers, ATTEMPTS), isTrue(headers, ALONE));
    }

    private static void add(Headers headers, String name, boolean value) {
        if (value) {
            headers.add(name, "true".getBytes(StandardCharsets.UTF_8));
        }
    }

    private static void add(Headers headers, String name, int value) {
        if (value != 0) {
            headers.add(name, Integer.toString(value).getBytes(StandardCharsets.UTF_8));
        }
    }

    private static boolean isTrue(Headers headers, String name) {
        return "true".equals(text(headers, name));
    }

    private static int number(Headers headers, String name) {
        String text = text(headers, name);
        try {
            return text == null ? 0 : Integer.parseInt(text);
        } catch (NumberFormatException e) {
            throw InvalidJobException.of(name, text, "a whole number");
        }
    }

    private static String text(Headers headers, String name) {
        Header header = headers.lastHeader(name);
        return header == null || header.value() == null ? null : new String(header.value(), StandardCharsets.UTF_8);
    }
}
