package io.wuerstchen.fleet.cli;

import io.wuerstchen.fleet.worker.generate.PlannedImage;
import io.wuerstchen.fleet.worker.store.PictureEncoding;
import io.wuerstchen.fleet.worker.store.PictureFile;
import io.wuerstchen.fleet.worker.wuerstchen.Picture;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * What a command has drawn, as files. They are written as soon as a picture is there, whatever becomes of the next one, and told
 * once no bar is in the way. Safe for all threads: a signal may come while one is written.
 */
final class DrawnFiles {
    private final Path folder;
    private final PictureEncoding encoding;
    private final List<String> notes = new ArrayList<>();
    private final List<Path> untold = new ArrayList<>();
    private int pictures;

    DrawnFiles(Path folder, PictureEncoding encoding) {
        this.folder = folder;
        this.encoding = encoding;
    }

    synchronized void write(PlannedImage planned, Picture picture) throws IOException {
        picture.warnings().forEach(warning -> notes.add("warning: " + warning));
        for (PictureFile file : encoding.of(planned, picture)) {
            Path path = folder.resolve(name(planned, file));
            if (Files.exists(path)) {
                notes.add("note: " + path + " was there already, and is written over");
            }
            WholeFile.write(path, file.bytes());
            untold.add(path);
        }
        pictures++;
    }

    /** Names of files to {@code out}, and what is to be said of them to {@code err}; each once. */
    synchronized void tell(PrintWriter out, PrintWriter err) {
        notes.forEach(err::println);
        untold.forEach(out::println);
        notes.clear();
        untold.clear();
    }

    /** Tells all, and how many pictures there are, and nothing is written while and after {@code then} is done. */
    synchronized void breakOff(PrintWriter out, PrintWriter err, Runnable then) {
        tell(out, err);
        err.println("fleet: stopped; pictures written: " + pictures);
        then.run();
    }

    private static String name(PlannedImage planned, PictureFile file) {
        var parameters = planned.job().parameters();
        String number = parameters.canvas().n() > 1 ? "-" + planned.index() : "";
        String middle =
                file.kind() == PictureFile.Kind.IMAGE ? "" : "." + file.kind().wireName();
        return FileNames.slug(parameters.text().prompt()) + "-"
                + parameters.canvas().seed() + number + middle + "." + file.extension();
    }
}
