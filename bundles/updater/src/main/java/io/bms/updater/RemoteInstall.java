// SPDX-License-Identifier: GPL-3.0-only
package io.bms.updater;

import io.bms.api.ErrorCode;
import io.bms.api.Failure;
import io.bms.api.command.Command;
import io.bms.api.command.CommandHandler;
import io.bms.api.command.CommandResult;
import io.bms.api.driver.DiscoveryProgress;
import io.bms.api.update.UpdateVerdict;
import io.bms.api.update.Updater;
import io.bms.settings.SettingsKeeper;
import io.bms.update.RefusedException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Semaphore;
import java.util.function.Consumer;
import org.osgi.framework.BundleContext;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Deactivate;
import org.osgi.service.component.annotations.Reference;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The command install_update: fetches the package, and has it installed as by nobody who watches. Off unless the
 * settings name hosts. Thread: bms-updater-download.
 */
@Component(configurationPid = "io.bms.updater", immediate = true)
public final class RemoteInstall implements CommandHandler {
    private static final Logger LOG = LoggerFactory.getLogger(RemoteInstall.class);

    private final Updater updater;
    private final Download download;
    private final Path data;
    private final ExecutorService thread;
    private final Free free;
    private final Semaphore one = new Semaphore(1);

    /** How many octets the disk of a folder takes. */
    @FunctionalInterface
    interface Free {
        long bytes(Path folder) throws IOException;
    }

    @Activate
    public RemoteInstall(
            BundleContext context,
            Map<String, Object> properties,
            @Reference SettingsKeeper keeper,
            @Reference Updater updater) {
        this(
                updater,
                Download.from(keeper.read(UpdaterConfig.class, properties, UpdaterSettings::of)
                        .downloadHosts()),
                Path.of(context.getProperty("bms.data")),
                Executors.newSingleThreadExecutor(task -> {
                    Thread daemon = new Thread(task, "bms-updater-download");
                    daemon.setDaemon(true);
                    return daemon;
                }),
                folder -> Files.getFileStore(folder).getUsableSpace());
    }

    RemoteInstall(Updater updater, Download download, Path data, ExecutorService thread, Free free) {
        this.updater = updater;
        this.download = download;
        this.data = data;
        this.thread = thread;
        this.free = free;
    }

    @Deactivate
    public void close() {
        thread.shutdownNow();
    }

    @Override
    public Set<String> commands() {
        return Set.of(Command.InstallUpdate.NAME);
    }

    @Override
    public CompletionStage<CommandResult> handle(Command command, Consumer<DiscoveryProgress> progress) {
        if (download.isOff()) {
            return CompletableFuture.completedFuture(failed(
                    ErrorCode.NOT_CONFIGURED,
                    "updates are not fetched; name the hosts that have them in downloadHosts of io.bms.updater.cfg"));
        }
        if (!one.tryAcquire()) {
            return CompletableFuture.completedFuture(failed(ErrorCode.BUSY, "another package is being fetched"));
        }
        CompletableFuture<CommandResult> done = new CompletableFuture<>();
        thread.execute(() -> install((Command.InstallUpdate) command, done));
        return done.whenComplete((result, failure) -> one.release());
    }

    private void install(Command.InstallUpdate wanted, CompletableFuture<CommandResult> done) {
        Path file = data.resolve("updates").resolve("download.bmsu");
        try {
            Files.createDirectories(file.getParent());
            download.fetch(wanted, file, free.bytes(file.getParent()));
            updater.install(file, Optional.empty(), false)
                    .whenComplete((verdict, failure) -> end(
                            file,
                            failure == null ? result(verdict) : failed(ErrorCode.INTERNAL, failure.toString()),
                            done));
        } catch (RefusedException e) {
            end(file, failed(ErrorCode.DENIED, e.getMessage()), done);
        } catch (IOException e) {
            end(file, failed(ErrorCode.DENIED, "the package cannot be fetched (" + e + ")"), done);
        }
    }

    /** What is installed of the package is elsewhere by now, and a part of one is of no use. */
    private static void end(Path file, CommandResult result, CompletableFuture<CommandResult> done) {
        try {
            Files.deleteIfExists(file);
        } catch (IOException e) {
            LOG.warn("the package {} cannot be deleted, which the next one replaces", file, e);
        }
        done.complete(result);
    }

    private static CommandResult result(UpdateVerdict verdict) {
        return verdict instanceof UpdateVerdict.Taken taken
                ? new CommandResult.UpdateStaged(taken.plan())
                : failed(ErrorCode.DENIED, ((UpdateVerdict.Refused) verdict).reason());
    }

    private static CommandResult failed(ErrorCode code, String message) {
        return new CommandResult.Failed(new Failure(code, message));
    }
}
