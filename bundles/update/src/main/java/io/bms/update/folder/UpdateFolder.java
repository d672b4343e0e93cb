// SPDX-License-Identifier: GPL-3.0-only
package io.bms.update.folder;

import io.bms.disk.Disk;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Clock;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * {@code updates} in the data folder: which update is in force, on trial, or was, each said by one small file that is
 * replaced in one piece and is on the disk when the method returns.
 *
 * <pre>
 * committed     the update in force; no file: the distribution's own bundles
 * previous      what was before it, an update or "distribution", with its name behind; a line for the next one too
 *               while that is committed
 * newest        no release up to this one is installed again; the one in force says that itself
 * trial         the update that the next start tries, and how often it was started
 * hot           the update that is being tried in the running gateway
 * back          the update that is being taken back by hand, until that is recorded
 * distribution  the distribution that runs, for which updates are installed
 * home          where it lies
 * factory       the distribution that was installed, which may be another, and where it lies
 * history       what became of each, a line each, oldest first
 * sets/ID/      manifest.json, SHA256SUMS and set.properties of each update that is kept; Distributions says what else
 * repository/   their files, in Maven's layout
 * keys/         the operator's keys
 * key-lists/N/  the vendor's lists of release keys that came since the distribution
 * </pre>
 *
 * <p>Whoever installs or takes back holds {@link #lock}. Thread: one at a time.
 */
public final class UpdateFolder {
    /** What stands in the place of an update where there is none. */
    public static final String NONE = "distribution";

    /** How the outcome begins of an update that did not prove itself, or that somebody did not want. */
    public static final String TAKEN_BACK = "taken back: ";

    /** The outcome of one that proved itself. */
    public static final String IN_FORCE = "in force";

    private static final String BY_HAND = TAKEN_BACK + "by hand";
    private static final String COMMITTED = "committed";
    private static final String PREVIOUS = "previous";
    private static final String NEWEST = "newest";
    private static final String TRIAL = "trial";
    private static final String HOT = "hot";
    private static final String BACK = "back";
    private static final String HISTORY = "history";
    private static final Pattern COUNTED = Pattern.compile("(\\S+) ([0-9])");
    private static final Pattern FACTORY = Pattern.compile("(\\S+) (/.*)");
    private static final Pattern RELEASE = Pattern.compile("([0-9]{1,9})-.*");
    private static final Pattern LINE = Pattern.compile("(\\S+Z) (\\S+) (.*)");

    private final Disk disk;
    private final Path folder;
    private final Clock clock;

    /**
     * @param data the data folder
     * @param clock of the history
     */
    public UpdateFolder(Disk disk, Path data, Clock clock) {
        this.disk = disk;
        this.folder = data.resolve("updates");
        this.clock = clock;
    }

    /** Where the operator's keys lie. */
    public static Path keys(Path data) {
        return data.resolve("updates/keys");
    }

    /** Where the vendor's lists of release keys lie, each in a folder named by its version. */
    public static Path keyLists(Path data) {
        return data.resolve("updates/key-lists");
    }

    /** Where the files of updates lie, in Maven's layout. */
    public static Path repository(Path data) {
        return data.resolve("updates/repository");
    }

    /** An update that the next start tries, or that runs on trial. */
    public record Trial(String id, int starts) {}

    /** One of the small files is there and cannot be read, as on a disk that is failing; the message names it. */
    public static final class Unreadable extends IOException {
        private static final long serialVersionUID = 1;

        private Unreadable(Path file, IOException cause) {
            super(file + " cannot be read (" + cause + ")", cause);
        }
    }

    /** What became of an update, at one time. */
    public record Entry(Instant at, String id, String outcome) {}

    /**
     * The distribution that was installed, and is only read.
     *
     * @param key of its build, and where it lies
     */
    public record Factory(String key, Path home) {}

    public Path folder() {
        return folder;
    }

    public Path sets() {
        return folder.resolve("sets");
    }

    /** Where a package is unpacked while it is verified. */
    public Path incoming() {
        return folder.resolve("incoming");
    }

    /**
     * The updates whose files are still needed: the one in force, the one before it, and one that is tried. One that
     * waits for its first start gives way to the next that comes.
     */
    public Set<String> kept() throws IOException {
        Set<String> kept = new HashSet<>();
        committed().ifPresent(kept::add);
        kept.add(previous());
        trial().filter(trial -> trial.starts() > 0).map(Trial::id).ifPresent(kept::add);
        hot().ifPresent(kept::add);
        Distributions distributions = new Distributions(this);
        for (String id : List.copyOf(kept)) {
            distributions.under(id).ifPresent(kept::add);
        }
        return kept;
    }

    /** What an update needs of the files of updates, by its path in the repository; empty where it is not there. */
    public Set<String> files(String id) throws IOException {
        Path sums = sets().resolve(id).resolve("SHA256SUMS");
        if (Files.notExists(sums)) {
            return Set.of();
        }
        return Files.readAllLines(sums).stream()
                .map(line -> line.substring(line.indexOf("  ") + 2))
                .collect(Collectors.toSet());
    }

    /** Empty: the distribution's own bundles are in force. */
    public Optional<String> committed() throws IOException {
        return read(COMMITTED);
    }

    /** An update, or {@link #NONE}. */
    public String previous() throws IOException {
        String now = committed().orElse(NONE);
        return read(PREVIOUS)
                .flatMap(lines -> lines.lines()
                        .map(line -> line.split(" "))
                        .filter(line -> line.length == 1 || line[1].equals(now))
                        .map(line -> line[0])
                        .findFirst())
                .orElse(NONE);
    }

    /** The newest release that was or is in force, 0 if there was none. */
    public int newest() throws IOException {
        return Math.max(newestBefore(), committed().map(UpdateFolder::release).orElse(0));
    }

    private int newestBefore() throws IOException {
        return read(NEWEST).map(Integer::parseInt).orElse(0);
    }

    private static int release(String id) {
        Matcher release = RELEASE.matcher(id);
        return release.matches() ? Integer.parseInt(release.group(1)) : 0;
    }

    /** Empty before the first start, and where it cannot be read, which each start mends. */
    public Optional<String> distribution() {
        return readable("distribution");
    }

    /** Empty before the first start, and where it cannot be read, which each start mends. */
    public Optional<Factory> factory() {
        return readable("factory")
                .map(FACTORY::matcher)
                .filter(Matcher::matches)
                .map(factory -> new Factory(factory.group(1), Path.of(factory.group(2))));
    }

    /** Empty where there is none, or where the file says something else or cannot be read. */
    public Optional<Trial> trial() {
        return readable(TRIAL)
                .map(COUNTED::matcher)
                .filter(Matcher::matches)
                .map(counted -> new Trial(counted.group(1), Integer.parseInt(counted.group(2))));
    }

    /** The update that is being tried in the running gateway; empty where that cannot be read. */
    public Optional<String> hot() {
        return readable(HOT);
    }

    /** So that an update is installed for what runs here. */
    public void remember(String distribution) throws IOException {
        disk.createFolders(folder);
        if (!distribution().equals(Optional.of(distribution))) {
            replace("distribution", distribution);
        }
    }

    /**
     * So that programs are taken from what runs, and an update from what was installed.
     *
     * @param home where the distribution lies that runs
     */
    public void remember(Path home, Factory factory) throws IOException {
        if (!readable("home").equals(Optional.of(home.toString()))) {
            replace("home", home.toString());
        }
        if (!factory().equals(Optional.of(factory))) {
            replace("factory", factory.key() + " " + factory.home());
        }
    }

    /** @param starts how often it was started, this time included */
    public void putOnTrial(String id, int starts) throws IOException {
        replace(TRIAL, id + " " + starts);
    }

    public void forgetTrial() throws IOException {
        disk.delete(folder.resolve(TRIAL));
        disk.sync(folder);
    }

    /** Somebody does not want the update that is on trial, or waits for its first start. */
    public void endTrialByHand(String id) throws IOException {
        // First: who had it installed would otherwise find that it was never tried, and try it again.
        try {
            recordByHand(id);
        } finally {
            // On a full disk too.
            forgetTrial();
        }
    }

    /** The running gateway begins to try it; a start that finds this knows that it did not get through. */
    public void beginHot(String id) throws IOException {
        replace(HOT, id);
    }

    public void endHot() throws IOException {
        disk.delete(folder.resolve(HOT));
        disk.sync(folder);
    }

    /** An update has proved itself: in force from now on. */
    public void commit(String id) throws IOException {
        String before = previous();
        Optional<String> now = committed();
        if (!now.equals(Optional.of(id))) {
            replace(
                    PREVIOUS,
                    now.orElse(NONE) + " " + id
                            + now.map(old -> "\n" + before + " " + old).orElse(""));
        }
        // The one step that counts.
        replace(COMMITTED, id);
    }

    /** What {@link #rollBack} would make the one in force: an update, or {@link #NONE}. */
    public String before() throws IOException {
        String previous = previous();
        return Optional.of(previous).equals(committed()) ? NONE : previous;
    }

    /** There is nothing to go back to but the distribution that was installed. */
    public void forgetPrevious() throws IOException {
        replace(PREVIOUS, NONE);
    }

    /** What was in force before the update that is; it is in force again, and its id is returned. */
    public String rollBack() throws IOException {
        return rollBack(newest());
    }

    /** The same because somebody does not want the update that is in force, which is recorded. */
    public String rollBackByHand() throws IOException {
        String unwanted = committed().orElseThrow();
        replace(BACK, unwanted);
        String before = rollBack();
        recordByHand(unwanted);
        forgetBack();
        return before;
    }

    private void forgetBack() throws IOException {
        disk.delete(folder.resolve(BACK));
        disk.sync(folder);
    }

    /** The same where its files were damaged: nobody wanted it away, and it may be installed again. */
    public String rollBackDamaged() throws IOException {
        return rollBack(
                Math.max(newestBefore(), committed().map(UpdateFolder::release).orElse(0) - 1));
    }

    private String rollBack(int newest) throws IOException {
        String before = before();
        replace(NEWEST, Integer.toString(newest));
        if (before.equals(NONE)) {
            disk.delete(folder.resolve(COMMITTED));
            disk.sync(folder);
        } else {
            replace(COMMITTED, before);
            // There is nothing before that one any more.
            forgetPrevious();
        }
        return before;
    }

    /** Adds a line to the history. */
    public void record(String id, String outcome) throws IOException {
        Path history = folder.resolve(HISTORY);
        String line = clock.instant().truncatedTo(ChronoUnit.SECONDS) + " " + id + " " + outcome.replaceAll("\\s+", " ")
                + "\n";
        if (endsWithinLine(history)) {
            line = "\n" + line;
        }
        disk.append(history, line.getBytes(StandardCharsets.UTF_8));
        disk.sync(history);
    }

    /** A loss of power may have cut off the last. */
    private static boolean endsWithinLine(Path history) throws IOException {
        byte[] written = Files.exists(history) ? Files.readAllBytes(history) : new byte[0];
        return written.length > 0 && written[written.length - 1] != '\n';
    }

    /** An update was tried and did not prove itself, and it is not known that something else was the cause. */
    public void recordFailure(String id, String why) throws IOException {
        record(id, TAKEN_BACK + why);
    }

    /** Somebody did not want an update, be it in force or on trial. */
    public void recordByHand(String id) throws IOException {
        record(id, BY_HAND);
    }

    /** Adds to the history what the end of the process, or a full disk, kept from being recorded. */
    public void recordMissed() throws IOException {
        Optional<String> back = readable(BACK);
        Optional<String> now = committed();
        if (back.isPresent()) {
            if (!back.equals(now) && !last(back.get()).equals(Optional.of(BY_HAND))) {
                recordByHand(back.get());
            }
            forgetBack();
        }
        if (now.isPresent()
                && last(now.get()).filter(UpdateFolder::isOfOneInForce).isEmpty()) {
            record(now.get(), IN_FORCE);
        }
    }

    /** A failure, too, which a full disk keeps in force. */
    private static boolean isOfOneInForce(String outcome) {
        return outcome.equals(IN_FORCE) || isFailure(outcome);
    }

    private static boolean isFailure(String outcome) {
        return outcome.startsWith(TAKEN_BACK) && !outcome.equals(BY_HAND);
    }

    /** What became of an update the last time. */
    private Optional<String> last(String id) throws IOException {
        return history().stream()
                .filter(entry -> entry.id().equals(id))
                .reduce((first, last) -> last)
                .map(Entry::outcome);
    }

    /** Oldest first. */
    public List<Entry> history() throws IOException {
        List<Entry> entries = new ArrayList<>();
        Path history = folder.resolve(HISTORY);
        if (Files.exists(history)) {
            // a part of one may be no text
            String written = new String(Files.readAllBytes(history), StandardCharsets.UTF_8);
            written.lines().forEach(line -> entry(line).ifPresent(entries::add));
        }
        return entries;
    }

    /** Empty for what a loss of power, or a full disk, has left of one. */
    private static Optional<Entry> entry(String line) {
        Matcher entry = LINE.matcher(line);
        try {
            return entry.matches()
                    ? Optional.of(new Entry(Instant.parse(entry.group(1)), entry.group(2), entry.group(3)))
                    : Optional.empty();
        } catch (DateTimeParseException notOne) {
            return Optional.empty();
        }
    }

    /** The update was taken back because it did not prove itself; by hand does not count. */
    public Optional<Entry> failure(String id) throws IOException {
        return history().stream()
                .filter(entry -> entry.id().equals(id))
                .filter(entry -> isFailure(entry.outcome()))
                .reduce((first, last) -> last);
    }

    /**
     * Keeps others from installing and taking back until it is closed, or until the process ends; empty if somebody
     * does that now.
     */
    public Optional<FileChannel> lock() throws IOException {
        disk.createFolders(folder);
        FileChannel channel =
                FileChannel.open(folder.resolve("lock"), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
        if (held(channel)) {
            return Optional.of(channel);
        }
        channel.close();
        return Optional.empty();
    }

    private static boolean held(FileChannel channel) throws IOException {
        try {
            FileLock lock = channel.tryLock();
            return lock != null;
        } catch (OverlappingFileLockException e) {
            return false;
        }
    }

    private Optional<String> read(String name) throws IOException {
        Path file = folder.resolve(name);
        try {
            return Files.exists(file) ? Optional.of(Files.readString(file).strip()) : Optional.empty();
        } catch (IOException e) {
            throw new Unreadable(file, e);
        }
    }

    /** Of what is written anew where it is missing. */
    private Optional<String> readable(String name) {
        try {
            return read(name);
        } catch (IOException e) {
            return Optional.empty();
        }
    }

    private void replace(String name, String line) throws IOException {
        disk.replace(folder.resolve(name), (line + "\n").getBytes(StandardCharsets.UTF_8));
    }
}
