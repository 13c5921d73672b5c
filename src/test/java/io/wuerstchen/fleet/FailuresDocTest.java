package io.wuerstchen.fleet;

import static org.assertj.core.api.Assertions.assertThat;

import io.wuerstchen.fleet.common.job.FailureKind;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** {@code src/docs/failures.md} claims nothing that no test shows, as far as a name can tell. */
class FailuresDocTest {
    private static final int FAILURES = 25;
    private static final Pattern ROW = Pattern.compile("^\\| (\\d+)\\. .*$", Pattern.MULTILINE);
    private static final Pattern PROOF = Pattern.compile("`([A-Z]\\w+)#(\\w+)`");

    @Test
    void everyFailureHasItsRowWithATestOrWithWhatIsMissing() throws IOException {
        List<MatchResult> rows = rows();

        assertThat(rows)
                .extracting(row -> Integer.parseInt(row.group(1)))
                .containsExactlyElementsOf(
                        IntStream.rangeClosed(1, FAILURES).boxed().toList());
        assertThat(rows)
                .extracting(MatchResult::group)
                .allMatch(row -> PROOF.matcher(row).find() || row.contains("not built: "));
    }

    @Test
    void everyTestThatItNamesIsThere() throws IOException {
        Map<String, Path> tests = tests();
        List<MatchResult> proofs = PROOF.matcher(document()).results().toList();

        assertThat(proofs).isNotEmpty().allSatisfy(proof -> {
            assertThat(tests).containsKey(proof.group(1));
            String source = Files.readString(tests.get(proof.group(1)));
            Pattern method = Pattern.compile("\\bvoid " + proof.group(2) + "\\(");
            assertThat(method.matcher(source).find()).as(proof.group()).isTrue();
        });
    }

    @Test
    void everyKindOfFailureIsExplained() throws IOException {
        String document = document();

        assertThat(FailureKind.values()).allSatisfy(kind -> assertThat(document).contains("`" + kind.wireName() + "`"));
    }

    private static List<MatchResult> rows() throws IOException {
        return ROW.matcher(document()).results().toList();
    }

    private static String document() throws IOException {
        return Files.readString(SourceTree.root().resolve("src/docs/failures.md"));
    }

    private static Map<String, Path> tests() {
        return SourceTree.testFiles().stream()
                .collect(Collectors.toMap(
                        file -> file.getFileName().toString().replace(".java", ""),
                        Function.identity(),
                        (first, other) -> first));
    }
}
