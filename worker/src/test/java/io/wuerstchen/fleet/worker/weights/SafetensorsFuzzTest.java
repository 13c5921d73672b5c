package io.wuerstchen.fleet.worker.weights;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.Tuple;

/** Whatever a file holds, it is read whole or refused by our own exception. */
class SafetensorsFuzzTest {
    private static final String HEADER = """
            {"__metadata__":{"format":"pt"},"a":{"dtype":"F32","shape":[2,3],"data_offsets":[0,24]},\
            "b":{"dtype":"BF16","shape":[4],"data_offsets":[24,32]},"c":{"dtype":"F16","shape":[],"data_offsets":[32,34]}}""";

    private static final byte[] SOUND = SafetensorsBytes.of(HEADER, new byte[34]);

    /** A change to a file. */
    interface Mutation {
        byte[] apply(byte[] file);
    }

    @Property(tries = 3000)
    void everyFileIsReadOrRefused(@ForAll("mutations") List<Mutation> mutations) {
        byte[] content = SOUND;
        for (Mutation mutation : mutations) {
            content = mutation.apply(content);
        }

        assertReadOrRefused(content);
    }

    @Property(tries = 500)
    void noiseIsReadOrRefused(@ForAll byte[] content) {
        assertReadOrRefused(content);
    }

    @Provide
    Arbitrary<List<Mutation>> mutations() {
        Arbitrary<Integer> places = Arbitraries.integers().between(0, SOUND.length - 1);
        Arbitrary<Mutation> changedBytes = Combinators.combine(places, Arbitraries.bytes())
                .as((place, value) -> file -> {
                    byte[] changed = file.clone();
                    if (place < changed.length) {
                        changed[place] = value;
                    }
                    return changed;
                });
        Arbitrary<Mutation> cuts = places.map(place -> file -> Arrays.copyOf(file, Math.min(place, file.length)));
        Arbitrary<Mutation> tails =
                Arbitraries.integers().between(1, 20).map(extra -> file -> Arrays.copyOf(file, file.length + extra));
        return Arbitraries.frequencyOf(
                        Tuple.of(6, changedBytes), Tuple.of(4, changedNumbers()), Tuple.of(1, cuts), Tuple.of(1, tails))
                .list()
                .ofMinSize(1)
                .ofMaxSize(3);
    }

    /** One of the header's numbers becomes another, with the header's length kept right. */
    private static Arbitrary<Mutation> changedNumbers() {
        Arbitrary<String> numbers = Arbitraries.of("[2,3]", "[0,24]", "[24,32]", "[4]", "[32,34]", "[]");
        Arbitrary<String> others = Arbitraries.of(
                "[0]",
                "[-1,4]",
                "[9223372036854775807,2]",
                "[1e400]",
                "[null]",
                "[32,1]",
                "[0,0]",
                "{}",
                "[99999999999]");
        return Combinators.combine(numbers, others).as((number, other) -> file -> {
            String header = new String(file, StandardCharsets.ISO_8859_1);
            int length = Math.min(8 + HEADER.length(), header.length());
            String changed = header.substring(Math.min(8, length), length).replace(number, other);
            return SafetensorsBytes.of(changed, new byte[34]);
        });
    }

    private static void assertReadOrRefused(byte[] content) {
        Path path = null;
        try {
            path = Files.write(Files.createTempFile("fuzz", ".safetensors"), content);
            readAll(path);
        } catch (SafetensorsException refused) {
            assertThat(refused).hasMessageStartingWith(path + ": ");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } finally {
            delete(path);
        }
    }

    private static void readAll(Path path) {
        try (SafetensorsFile file = SafetensorsFile.open(path)) {
            file.tensors().keySet().forEach(file::floats);
        }
    }

    private static void delete(Path path) {
        try {
            if (path != null) {
                Files.deleteIfExists(path);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
