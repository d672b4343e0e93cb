// SPDX-License-Identifier: GPL-3.0-only
package io.bms.shell.support;

import io.bms.text.PrivateFile;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.StringReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;

/**
 * A ZIP file for whoever looks for a fault: log, settings, process, and what the caller adds. Every line goes through
 * a {@link Redaction}. Of the settings, comments and the values of keys that are not shipped are left out, since
 * anything may stand there. No database and no file of a password is in it.
 */
public final class SupportBundle {
    private static final long MIB = 1 << 20;

    private final Installation installation;
    private final Redaction redaction;

    private SupportBundle(Installation installation, Redaction redaction) {
        this.installation = installation;
        this.redaction = redaction;
    }

    /**
     * Writes it; it is there only once it is whole, and only its owner may read it. Blocks for the disk.
     *
     * @param parts further texts by the names of their files
     * @throws IOException it could not be written, or there is such a file; the message says what to do
     */
    public static void write(Installation installation, Map<String, String> parts, Path file) throws IOException {
        if (Files.exists(file)) {
            throw new FileAlreadyExistsException(file + " is there already; give another name, or delete it first");
        }
        Path part = file.resolveSibling(file.getFileName() + ".part");
        try {
            PrivateFile.create(part);
            try (ZipOutputStream zip = new ZipOutputStream(Files.newOutputStream(part))) {
                // Read once, so that what is hidden is of the same files as what is shown.
                var settings = installation.settings();
                new SupportBundle(installation, new Redaction(KnownSecrets.of(installation, settings)))
                        .fill(zip, parts, settings);
            }
            Files.move(part, file, StandardCopyOption.ATOMIC_MOVE);
        } catch (UncheckedIOException e) {
            throw e.getCause();
        } finally {
            Files.deleteIfExists(part);
        }
    }

    private void fill(
            ZipOutputStream zip, Map<String, String> parts, Map<String, Optional<Map<String, String>>> settings)
            throws IOException {
        for (Map.Entry<String, String> part : parts.entrySet()) {
            add(zip, part.getKey(), part.getValue());
        }
        add(zip, "java.txt", ProcessReport.java());
        add(zip, "memory.txt", ProcessReport.memory());
        add(zip, "threads.txt", ProcessReport.threads());
        add(zip, "disk.txt", disk());
        add(zip, "environment.txt", environment());
        Set<String> shipped = installation.shipped().values().stream()
                .flatMap(Optional::stream)
                .flatMap(known -> known.keySet().stream())
                .collect(Collectors.toSet());
        for (var file : settings.entrySet()) {
            add(zip, "etc/" + file.getKey(), settings(file.getValue(), shipped));
        }
        for (Path log : logs()) {
            add(zip, "log/" + log.getFileName(), log);
        }
    }

    private String settings(Optional<Map<String, String>> settings, Set<String> shipped) {
        return settings.map(known -> known.entrySet().stream()
                        .map(setting -> setting.getKey() + " = "
                                + (shipped.contains(setting.getKey())
                                        ? setting.getValue()
                                        : Redaction.HIDDEN + ", not a key of this version")
                                + "\n")
                        .collect(Collectors.joining()))
                .orElse("cannot be read\n");
    }

    private String environment() {
        return new TreeSet<>(installation.environment().keySet())
                .stream()
                        .filter(name -> name.startsWith("BMS_") || name.equals("JAVA_HOME") || name.equals("TZ"))
                        .map(name -> name + "=" + installation.environment().get(name) + "\n")
                        .collect(Collectors.joining());
    }

    private String disk() throws IOException {
        StringBuilder text = new StringBuilder();
        var store = Files.getFileStore(installation.data());
        text.append(store.getUsableSpace() / MIB)
                .append(" MiB free of ")
                .append(store.getTotalSpace() / MIB)
                .append(", ")
                .append(store.type())
                .append('\n');
        try (Stream<Path> files = Files.walk(installation.data(), 2)) {
            for (Path file : files.filter(Files::isRegularFile).sorted().toList()) {
                text.append(Files.exists(file) ? Files.size(file) : 0)
                        .append(' ')
                        .append(installation.data().relativize(file))
                        .append('\n');
            }
        }
        return text.toString();
    }

    /** The gateway's own, not what else lies beside them. */
    private List<Path> logs() throws IOException {
        Path folder = installation.data().resolve("log");
        if (!Files.isDirectory(folder)) {
            return List.of();
        }
        try (Stream<Path> files = Files.list(folder)) {
            return files.filter(file -> file.getFileName().toString().startsWith("bms.log"))
                    .sorted()
                    .toList();
        }
    }

    private void add(ZipOutputStream zip, String name, String text) throws IOException {
        zip.putNextEntry(new ZipEntry(name));
        lines(zip, new BufferedReader(new StringReader(text)));
        zip.closeEntry();
    }

    private void add(ZipOutputStream zip, String name, Path file) throws IOException {
        zip.putNextEntry(new ZipEntry(name));
        // Unlike Files.newBufferedReader, it replaces what is no UTF-8.
        try (BufferedReader reader =
                new BufferedReader(new InputStreamReader(Files.newInputStream(file), StandardCharsets.UTF_8))) {
            lines(zip, reader);
        }
        zip.closeEntry();
    }

    private void lines(ZipOutputStream zip, BufferedReader reader) throws IOException {
        for (String line = reader.readLine(); line != null; line = reader.readLine()) {
            zip.write((redaction.line(line) + "\n").getBytes(StandardCharsets.UTF_8));
        }
    }
}
