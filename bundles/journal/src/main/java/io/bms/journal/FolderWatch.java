// SPDX-License-Identifier: GPL-3.0-only
package io.bms.journal;

import io.bms.api.status.StatusItem;
import io.bms.api.status.StatusSource;
import io.bms.sqlite.DataFolder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import org.osgi.framework.BundleContext;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Tells that the data folder has become read-only. Nothing else would for long, since the databases are open and are
 * written on, while the next start would fail. Thread: any.
 */
@Component(service = StatusSource.class)
public final class FolderWatch implements StatusSource {
    private static final Logger LOG = LoggerFactory.getLogger(FolderWatch.class);

    /** The launcher gives this name to a restore.zip that it could not restore. */
    private static final String REFUSED = "restore.zip.refused";

    private final Path data;
    private final BooleanSupplier writable;
    private final Clock clock;
    private final Instant begun;
    private Optional<Instant> since = Optional.empty();

    @Activate
    public FolderWatch(BundleContext context) {
        this(DataFolder.of(context), () -> Files.isWritable(DataFolder.of(context)), Clock.systemUTC());
    }

    FolderWatch(Path data, BooleanSupplier writable, Clock clock) {
        this.data = data;
        this.writable = writable;
        this.clock = clock;
        this.begun = clock.instant();
    }

    @Override
    public synchronized List<StatusItem> status() {
        boolean readOnly = !writable.getAsBoolean();
        if (readOnly && since.isEmpty()) {
            since = Optional.of(clock.instant());
            LOG.warn("the data folder {} cannot be written any more", data);
        } else if (!readOnly && since.isPresent()) {
            LOG.info("the data folder can be written again; it could not since {}", since.get());
            since = Optional.empty();
        }
        List<StatusItem> problems = new ArrayList<>();
        since.ifPresent(begin -> problems.add(new StatusItem.Problem(
                "data_read_only",
                "the data folder " + data
                        + " is read-only, so no backup is written and the next start would fail; look whether its disk has errors,"
                        + " and mount it writable",
                begin)));
        if (Files.exists(data.resolve(REFUSED))) {
            problems.add(new StatusItem.Problem(
                    "restore_refused",
                    "restore.zip in the data folder was no backup that could be restored, so the gateway runs with what"
                            + " was there before; the start said why. Delete " + REFUSED
                            + ", or give bms:restore a file that bms:backup wrote",
                    begun));
        }
        return List.copyOf(problems);
    }
}
