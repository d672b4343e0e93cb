// SPDX-License-Identifier: GPL-3.0-only
package io.bms.account;

import io.bms.account.Directory.Answer;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Deactivate;
import org.osgi.service.component.annotations.Reference;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Asks the site's directory again about everybody of it who has begun something here, so that whoever is disabled or
 * removed there does not go on for as long as a session lasts. While it does not answer they go on, but no longer than
 * {@link Directory.Asking#away}. Once the site has no directory any more nobody can be asked, and all of them are
 * signed out, also those whose sessions are from before a restart.
 *
 * <p>Thread: bms-account-rounds.
 */
@Component(
        service = {},
        immediate = true)
public final class DirectoryRounds {
    private static final Logger LOG = LoggerFactory.getLogger(DirectoryRounds.class);

    private final Directory directory;
    private final DirectoryPeople people;
    private final LongSupplier nanoTime;
    private final Optional<ScheduledThreadPoolExecutor> executor;
    /** The first of the rounds that were not answered since the last that was. Used by the thread. */
    private OptionalLong awaySince = OptionalLong.empty();

    @Activate
    public DirectoryRounds(@Reference Directory directory, @Reference DirectoryPeople people) {
        this(directory, people, System::nanoTime, directory.asking().map(any -> thread()));
        executor.ifPresent(thread -> {
            long seconds = directory.asking().orElseThrow().again().toSeconds();
            thread.scheduleWithFixedDelay(this::round, seconds, seconds, TimeUnit.SECONDS);
        });
    }

    DirectoryRounds(Directory directory, DirectoryPeople people, LongSupplier nanoTime) {
        this(directory, people, nanoTime, Optional.empty());
    }

    private DirectoryRounds(
            Directory directory,
            DirectoryPeople people,
            LongSupplier nanoTime,
            Optional<ScheduledThreadPoolExecutor> executor) {
        this.directory = directory;
        this.people = people;
        this.nanoTime = nanoTime;
        this.executor = executor;
        if (!directory.isThere()) {
            people.notSignedOut().forEach(name -> people.leaves(name, "the gateway has no directory to ask any more"));
        }
    }

    private static ScheduledThreadPoolExecutor thread() {
        return new ScheduledThreadPoolExecutor(1, task -> {
            Thread thread = new Thread(task, "bms-account-rounds");
            thread.setDaemon(true);
            return thread;
        });
    }

    @Deactivate
    void close() {
        executor.ifPresent(ScheduledThreadPoolExecutor::shutdownNow);
    }

    /** Asks once about all of them. */
    void round() {
        try {
            Set<String> begun = people.signedIn();
            Optional<Map<String, Answer>> answers = directory.lookUp(begun);
            if (answers.isPresent()) {
                awaySince = OptionalLong.empty();
                answers.get().forEach(this::told);
            } else {
                unanswered(begun);
            }
        } catch (RuntimeException e) { // The outermost frame: the next round goes on.
            LOG.error("the people of the directory could not be asked about", e);
        }
    }

    private void told(String name, Answer answer) {
        if (answer instanceof Answer.Member member) {
            people.stays(name, member.role());
        } else {
            people.leaves(name, "the directory does not let them in any more");
        }
    }

    private void unanswered(Set<String> begun) {
        long now = nanoTime.getAsLong();
        long since = awaySince.orElse(now);
        awaySince = OptionalLong.of(since);
        long minutes = TimeUnit.NANOSECONDS.toMinutes(now - since);
        if (minutes >= directory.asking().orElseThrow().away().toMinutes()) {
            begun.forEach(name -> people.leaves(name, "the directory has not answered for " + minutes + " minutes"));
        }
    }
}
