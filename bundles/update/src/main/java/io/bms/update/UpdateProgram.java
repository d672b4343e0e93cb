// SPDX-License-Identifier: GPL-3.0-only
package io.bms.update;

import io.bms.disk.Disk;
import io.bms.update.folder.UpdateFolder;
import java.io.IOException;
import java.io.InputStream;
import java.io.PrintStream;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Clock;
import java.util.Optional;
import java.util.Properties;

/**
 * {@code bin/bms update-verify FILE}: whether this gateway would take a package, while it runs or not; {@code
 * update-install FILE} has the next start try it, and {@code update-rollback} takes it back.
 */
public final class UpdateProgram {
    private static final int REFUSED = 1;

    private final Path home;
    private final Path data;
    private final PrintStream out;
    private final UpdateFolder folder;

    UpdateProgram(Path home, Path data, PrintStream out) {
        folder = new UpdateFolder(Disk.real(), data, Clock.systemUTC());
        this.home = home;
        this.data = data;
        this.out = out;
    }

    public static void main(String[] args) throws IOException {
        Path home = Path.of(System.getProperty("bms.home"));
        Path given = Path.of(System.getenv("BMS_DATA"));
        Path data = Files.exists(given) ? given.toRealPath() : given;
        UpdateProgram program = new UpdateProgram(home, data, System.out);
        System.exit(
                switch (args[0]) {
                    case "update-install" -> program.install(Path.of(args[1]));
                    case "update-rollback" -> program.rollback();
                    default -> program.run(Path.of(args[1]));
                });
    }

    /** The exit status. */
    int run(Path file) throws IOException {
        return run(file, Files.createTempDirectory("bms-update"), verified -> {});
    }

    /** Stages it as well, for the next start. */
    int install(Path file) throws IOException {
        return alone(() -> {
            Disk disk = Disk.real();
            Path incoming = folder.incoming();
            disk.deleteTree(incoming);
            disk.createFolders(incoming);
            return run(file, incoming, verified -> {
                new Staging(disk, folder, home, data).stage(verified, incoming);
                folder.putOnTrial(verified.id(), 0);
                out.println("It is on trial from the next start on. Restart the gateway: systemctl restart bms-gateway,"
                        + " or bms stop and bms start.");
            });
        });
    }

    @FunctionalInterface
    private interface Work {
        int run() throws IOException;
    }

    /** The running gateway installs too. */
    private int alone(Work work) throws IOException {
        Optional<FileChannel> lock = folder.lock();
        if (lock.isEmpty()) {
            out.println("Refused. The running gateway installs an update or takes one back just now. bms:update-status"
                    + " at its shell says how far it is; wait until it has ended.");
            return REFUSED;
        }
        try {
            return work.run();
        } finally {
            lock.get().close();
        }
    }

    @FunctionalInterface
    private interface Then {
        void accept(VerifiedPackage verified) throws IOException, RefusedException;
    }

    private int run(Path file, Path folder, Then then) throws IOException {
        try (InputStream in = Files.newInputStream(file)) {
            VerifiedPackage verified = new PackageCheck(home, data, this.folder).read(in, signers(), folder);
            UpdateManifest manifest = verified.manifest();
            out.println("This gateway takes the package: release " + manifest.release() + ", version "
                    + manifest.version() + ", made " + manifest.created() + ".");
            verified.signers().forEach(signer -> out.println("Signed by the " + signer + "."));
            manifest.carried().stream().sorted().forEach(path -> out.println("Brings " + path));
            if (!manifest.notes().isEmpty()) {
                out.println(manifest.notes().replaceAll("[^ -~\\n\\u00a0-\\ud7ff]", "?"));
            }
            then.accept(verified);
            return 0;
        } catch (RefusedException e) {
            out.println("Refused. " + e.getMessage());
            return REFUSED;
        } catch (NoSuchFileException e) {
            out.println("There is no file " + e.getFile() + ".");
            return REFUSED;
        } catch (IOException e) {
            out.println("It cannot be read or written (" + e.getMessage() + "). Nothing has changed; df " + data
                    + " says whether there is room.");
            return REFUSED;
        } finally {
            Disk.real().deleteTree(folder);
        }
    }

    private Signers signers() throws IOException, RefusedException {
        Properties settings = new Properties();
        Path file = data.resolve("etc/io.bms.updater.cfg");
        if (Files.exists(file)) {
            try (InputStream in = Files.newInputStream(file)) {
                settings.load(in);
            }
        }
        String given = settings.getProperty("signers", "either").strip();
        return Signers.of(given)
                .orElseThrow(() -> new RefusedException(
                        "signers in " + file + " is " + given + "; it has to be vendor, operator, either or both."));
    }

    /** Back to what was in force before the update that is. */
    int rollback() throws IOException {
        return alone(this::takeBack);
    }

    private int takeBack() throws IOException {
        try {
            String to = new Staging(Disk.real(), folder, home, data).rollBack();
            out.println("From the next start on " + to + " is in force. Restart the gateway: systemctl restart"
                    + " bms-gateway, or bms stop and bms start.");
            return 0;
        } catch (RefusedException e) {
            out.println("Refused. " + e.getMessage());
            return REFUSED;
        }
    }
}
