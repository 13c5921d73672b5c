package io.wuerstchen.fleet.local;

import java.net.URI;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The one line by which the servers' JVM says where they listen. */
record ReadyLine(String bootstrapServers, URI s3Endpoint) {
    private static final Pattern FORM = Pattern.compile("ready kafka=(\\S+) s3=(\\S+)");

    static Optional<ReadyLine> parse(String line) {
        Matcher form = FORM.matcher(line);
        return form.matches() ? Optional.of(new ReadyLine(form.group(1), URI.create(form.group(2)))) : Optional.empty();
    }

    @Override
    public String toString() {
        return "ready kafka=" + bootstrapServers + " s3=" + s3Endpoint;
    }
}
