package io.wuerstchen.fleet.dispatcher.status;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.wuerstchen.fleet.common.job.FailureKind;
import io.wuerstchen.fleet.common.wire.Json;
import io.wuerstchen.fleet.dispatcher.ledger.RowFailure;
import io.wuerstchen.fleet.dispatcher.ledger.Tally;
import io.wuerstchen.fleet.dispatcher.ledger.Work;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ReportFileTest {
    private static final BatchReport REPORT = new BatchReport(
            "demo",
            0,
            new BatchReport.Totals(26, new Tally(25, 24, 1, 1, 0, 30), 0, 12.5),
            new Work(List.of(new Work.MicroBatches("256x128", 8, 3)), new TreeMap<>(Map.of("w2", 6L, "w1", 24L))),
            List.of(
                    new RowFailure(3, "pear", FailureKind.BAD_IMAGE, null, "NaN in the latents"),
                    new RowFailure(5, "5", null, 7L, "prompt: missing")));

    @TempDir
    private Path dir;

    @Test
    void hasExactlyTheFieldsThatAreDocumented() throws IOException {
        Path file = dir.resolve("new/report.json");

        ReportFile.write(REPORT, file);

        assertThat(Json.parseObject(Files.readAllBytes(file)).toString())
                .isEqualTo(
                        "{\"batch\":\"demo\",\"generation\":0,\"rows\":26,\"published\":25,\"committed\":24,\"rejected\":1,"
                                + "\"dead\":1,\"cancelled\":0,\"images\":30,\"swept\":0,\"seconds\":12.5,\"micro_batches\":[{\"key\":\"256x128\",\"size\":8,\"count\":3}],"
                                + "\"workers\":{\"w1\":24,\"w2\":6},\"failures\":["
                                + "{\"row\":3,\"id\":\"pear\",\"kind\":\"BadImage\",\"reason\":\"NaN in the latents\"},"
                                + "{\"row\":5,\"id\":\"5\",\"line\":7,\"reason\":\"prompt: missing\"}]}");
    }

    @Test
    void replacesAnOlderReportAndLeavesNothingElse() throws IOException {
        Path file = Files.writeString(dir.resolve("report.json"), "old");

        ReportFile.write(REPORT, file);

        assertThat(file).content().startsWith("{").contains("\"batch\" : \"demo\"");
        assertThat(dir).isDirectoryContaining(path -> path.equals(file)).isDirectoryNotContaining("glob:**.part");
    }

    @Test
    void leavesNothingHalfWrittenWhereTheReportCannotStand() throws IOException {
        Path taken = Files.createDirectories(dir.resolve("report.json/inside")).getParent();

        assertThatThrownBy(() -> ReportFile.write(REPORT, taken)).isInstanceOf(IOException.class);

        assertThat(dir).isDirectoryNotContaining("glob:**.part");
    }

    @Test
    void aReportThatIsReadIsTheOneThatWasWritten() {
        assertThat(ReportJson.read(Json.parseObject(Json.bytes(ReportJson.write(REPORT)))))
                .isEqualTo(REPORT);
    }

    @Test
    void namesFailuresOnlyWhereThereAreSome() {
        BatchReport perfect = totals(new Tally(26, 26, 0, 0, 0, 26));

        assertThat(ReportJson.write(perfect).has("failures")).isFalse();
        assertThat(ReportJson.read(ReportJson.write(perfect))).isEqualTo(perfect);
        assertThat(ReportJson.read(ReportJson.write(perfect)
                        .set("failures", Json.parseObject("{\"a\":[]}").get("a"))))
                .isEqualTo(perfect);
    }

    @Test
    void aReportIsFinishedWhenEveryRowHasAnOutcomeAndPerfectWhenAllAreCommitted() {
        assertThat(REPORT.finished()).isTrue();
        assertThat(REPORT.perfect()).isFalse();
        assertThat(totals(new Tally(24, 24, 0, 0, 0, 24)).finished()).isFalse();
        assertThat(totals(new Tally(26, 26, 0, 0, 0, 26)).perfect()).isTrue();
    }

    private static BatchReport totals(Tally tally) {
        return new BatchReport("demo", 0, new BatchReport.Totals(26, tally, 0, 1), REPORT.work(), List.of());
    }
}
