package io.wuerstchen.fleet.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.wuerstchen.fleet.worker.generate.PlannedImage;
import io.wuerstchen.fleet.worker.store.PictureFile;
import io.wuerstchen.fleet.worker.testing.Samples;
import io.wuerstchen.fleet.worker.wuerstchen.Drawing;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DrawnFilesTest {
    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();

    @TempDir
    private Path folder;

    @Test
    void aPictureIsWrittenAtOnceAndToldWhenItIsAskedFor() throws IOException {
        DrawnFiles files = files("new");

        files.write(planned(3, 2), Samples.picture(new Drawing("a fox", "", 42, 4, 0), "prompt: cut"));

        Path file = folder.resolve("a-fox-40-2.png");
        assertThat(file).hasContent("new");
        assertThat(out.toString()).isEmpty();
        files.tell(new PrintWriter(out), new PrintWriter(err));
        files.tell(new PrintWriter(out), new PrintWriter(err));
        assertThat(out.toString().lines()).containsExactly(file.toString());
        assertThat(err.toString().lines()).containsExactly("warning: prompt: cut");
    }

    @Test
    void aFileThatWasThereIsWrittenOverWithAWord() throws IOException {
        Path file = Files.writeString(folder.resolve("a-fox-40.png"), "old");
        DrawnFiles files = files("new");

        files.write(planned(1, 0), Samples.picture(new Drawing("a fox", "", 40, 4, 0)));

        files.tell(new PrintWriter(out), new PrintWriter(err));
        assertThat(file).hasContent("new");
        assertThat(err.toString().lines()).containsExactly("note: " + file + " was there already, and is written over");
    }

    @Test
    void whoBreaksOffHearsOfAllThatIsThere() throws IOException {
        DrawnFiles files = files("new");
        files.write(planned(3, 0), Samples.picture(new Drawing("a fox", "", 40, 4, 0)));
        files.write(planned(3, 1), Samples.picture(new Drawing("a fox", "", 40, 4, 0)));
        List<String> done = new ArrayList<>();

        files.breakOff(new PrintWriter(out), new PrintWriter(err), () -> done.add("stopped"));

        assertThat(out.toString().lines()).hasSize(2);
        assertThat(err.toString().lines()).containsExactly("fleet: stopped; pictures written: 2");
        assertThat(done).containsExactly("stopped");
    }

    private DrawnFiles files(String contents) {
        byte[] bytes = contents.getBytes(StandardCharsets.UTF_8);
        return new DrawnFiles(
                folder,
                (planned, picture) -> List.of(new PictureFile(PictureFile.Kind.IMAGE, bytes, "png", "image/png")));
    }

    private static PlannedImage planned(int pictures, int index) {
        return new PlannedImage(Samples.job(40, "a fox", Samples.canvas(128, 128, pictures)), index);
    }
}
