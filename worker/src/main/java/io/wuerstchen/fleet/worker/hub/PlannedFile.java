package io.wuerstchen.fleet.worker.hub;

import io.wuerstchen.fleet.worker.manifest.Repository;
import java.nio.file.Path;

/** A file that a pull is to bring. */
record PlannedFile(Repository from, HubRepository repository, HubFile listed) {
    /** In the model's folder. */
    String path() {
        return from.folder() + "/" + listed.path();
    }

    Download download(Transfer transfer, Path folder) {
        Download.Source source = new Download.Source(repository.uri(from.commit(), listed), from.commit());
        return new Download(transfer, source, listed, folder.resolve(path()));
    }
}
