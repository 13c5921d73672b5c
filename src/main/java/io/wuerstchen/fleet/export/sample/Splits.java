package io.wuerstchen.fleet.export.sample;

import io.wuerstchen.fleet.common.artifact.Digests;
import io.wuerstchen.fleet.common.job.InvalidJobException;
import java.math.BigDecimal;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;

/**
 * Divides rows among splits by a hash of their ids: a row stays in its split whatever comes to the batch or leaves it. Without
 * splits there is one, without a name.
 */
public final class Splits {
    public static final String NONE = "";
    private static final Pattern NAME = Pattern.compile("[A-Za-z][A-Za-z0-9_]{0,29}");
    private static final String EXPECTED = "names and shares that sum up to 1, as in train=0.98,val=0.02";

    private final String phrase;
    /** Name to the upper end of its part of 0 to 1, in the order given. */
    private final Map<String, BigDecimal> ends;

    private Splits(String phrase, Map<String, BigDecimal> ends) {
        this.phrase = phrase;
        this.ends = ends;
    }

    public static Splits none() {
        return new Splits("", Map.of(NONE, BigDecimal.ONE));
    }

    /** Reads {@code train=0.98,val=0.02}; throws {@link InvalidJobException}. */
    public static Splits parse(String phrase) {
        Map<String, BigDecimal> ends = new LinkedHashMap<>();
        BigDecimal end = BigDecimal.ZERO;
        for (String part : phrase.split(",", -1)) {
            String[] words = part.strip().split("=", -1);
            if (words.length != 2 || !NAME.matcher(words[0]).matches() || ends.containsKey(words[0])) {
                throw InvalidJobException.of("--split", phrase, EXPECTED);
            }
            end = end.add(share(phrase, words[1]));
            ends.put(words[0], end);
        }
        if (end.compareTo(BigDecimal.ONE) != 0) {
            throw InvalidJobException.of("--split", phrase, EXPECTED);
        }
        return new Splits(phrase, ends);
    }

    /** In the order given. */
    public List<String> names() {
        return List.copyOf(ends.keySet());
    }

    public String of(String id) {
        if (ends.size() == 1) {
            return names().get(0);
        }
        byte[] digest = Digests.newSha256().digest(id.getBytes(StandardCharsets.UTF_8));
        // 53 bits, which a double holds exactly.
        double place = (ByteBuffer.wrap(digest).getLong() >>> 11) * 0x1.0p-53;
        return ends.entrySet().stream()
                .filter(entry -> place < entry.getValue().doubleValue())
                .findFirst()
                .orElseThrow()
                .getKey();
    }

    /** As it was written; empty for none. */
    @Override
    public String toString() {
        return phrase;
    }

    private static BigDecimal share(String phrase, String number) {
        try {
            BigDecimal share = new BigDecimal(number);
            if (share.signum() > 0) {
                return share;
            }
        } catch (NumberFormatException e) {
            // Said below, as for all others.
        }
        throw InvalidJobException.of("--split", phrase, EXPECTED);
    }
}
