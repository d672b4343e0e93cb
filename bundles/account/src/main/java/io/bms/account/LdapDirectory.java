// SPDX-License-Identifier: GPL-3.0-only
package io.bms.account;

import io.bms.api.status.StatusItem;
import io.bms.api.status.StatusSource;
import io.bms.settings.SettingsKeeper;
import java.io.IOException;
import java.time.Clock;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Deactivate;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.metatype.annotations.Designate;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The site's LDAP directory. Each question is a connection of its own, which ends after {@link Directory#PATIENCE}
 * whatever the directory does. Once a minute it is tried out, so that the status says that it does not answer before
 * somebody needs it.
 *
 * <p>Thread: any, which waits for the directory; bms-account-directory tries it out, and ends what takes too long.
 */
@Component(
        service = {Directory.class, StatusSource.class},
        configurationPid = "io.bms.account",
        immediate = true)
@Designate(ocd = LdapConfig.class)
public final class LdapDirectory implements Directory, StatusSource {
    /** Fewer than the threads of the web port. */
    private static final int AT_ONCE = 4;

    /** People on one connection, which has time for all of them. */
    private static final int AT_A_TIME = 20;

    private static final int TRY_SECONDS = 60;
    private static final Logger LOG = LoggerFactory.getLogger(LdapDirectory.class);

    private final Optional<LdapSettings> settings;
    private final Clock clock;
    private final Semaphore places = new Semaphore(AT_ONCE);
    private final Optional<ScheduledThreadPoolExecutor> executor;
    private volatile Optional<StatusItem.Problem> problem = Optional.empty();

    @Activate
    public LdapDirectory(Map<String, Object> properties, @Reference SettingsKeeper keeper) {
        this(keeper.read(LdapConfig.class, properties, LdapSettings::of), Clock.systemUTC());
        executor.ifPresent(threads -> threads.scheduleWithFixedDelay(this::tryOut, 0, TRY_SECONDS, TimeUnit.SECONDS));
    }

    /** @param clock the machine's */
    LdapDirectory(Optional<LdapSettings> settings, Clock clock) {
        this.settings = settings;
        this.clock = clock;
        this.executor = settings.map(any -> threads());
    }

    /** Two: while one tries out, the other ends what takes too long. */
    private static ScheduledThreadPoolExecutor threads() {
        ScheduledThreadPoolExecutor threads = new ScheduledThreadPoolExecutor(2, task -> {
            Thread thread = new Thread(task, "bms-account-directory");
            thread.setDaemon(true);
            return thread;
        });
        threads.setRemoveOnCancelPolicy(true);
        return threads;
    }

    @Deactivate
    void close() {
        executor.ifPresent(ScheduledThreadPoolExecutor::shutdownNow);
    }

    @Override
    public boolean isThere() {
        return settings.isPresent();
    }

    @Override
    public Answer check(String name, String password) {
        if (!places.tryAcquire()) {
            return new Answer.Busy();
        }
        try {
            return exchange(open -> open.check(name, password)).orElseGet(Answer.Unreachable::new);
        } finally {
            places.release();
        }
    }

    @Override
    public Optional<Asking> asking() {
        return settings.map(LdapSettings::asking);
    }

    @Override
    public Optional<Map<String, Answer>> lookUp(Set<String> names) {
        Map<String, Answer> all = new HashMap<>();
        List<String> left = List.copyOf(names);
        while (!left.isEmpty()) {
            List<String> some = left.subList(0, Math.min(AT_A_TIME, left.size()));
            Optional<Map<String, Answer>> answers = exchange(open -> open.lookUp(some));
            if (answers.isEmpty()) {
                return Optional.empty();
            }
            all.putAll(answers.get());
            left = left.subList(some.size(), left.size());
        }
        return Optional.of(all);
    }

    /** Whether the one who looks people up can sign in. */
    void tryOut() {
        exchange(open -> true);
    }

    private interface Question<T> {
        T ask(LdapExchange open) throws IOException;
    }

    private <T> Optional<T> exchange(Question<T> question) {
        LdapSettings asked = settings.orElseThrow();
        try (LdapExchange exchange = new LdapExchange(asked, clock)) {
            Future<?> end =
                    executor.orElseThrow().schedule(exchange::abandon, PATIENCE.toMillis(), TimeUnit.MILLISECONDS);
            try {
                exchange.open();
                Optional<T> answer = Optional.of(question.ask(exchange));
                reachable(asked);
                return answer;
            } finally {
                end.cancel(false);
            }
        } catch (IOException e) {
            unreachable(asked, e);
            return Optional.empty();
        }
    }

    private synchronized void reachable(LdapSettings asked) {
        if (problem.isPresent()) {
            LOG.info("the directory {} answers again", asked.url());
            problem = Optional.empty();
        }
    }

    private synchronized void unreachable(LdapSettings asked, IOException why) {
        String message = "the directory " + asked.url() + " cannot be used: " + why.getMessage()
                + "; until it can, only accounts of the gateway itself can sign in";
        if (problem.isEmpty()) {
            LOG.warn("{}", message, why);
        }
        Instant since = problem.map(StatusItem.Problem::since).orElseGet(clock::instant);
        problem = Optional.of(new StatusItem.Problem("directory_unreachable", message, since));
    }

    @Override
    public List<StatusItem> status() {
        return problem.<List<StatusItem>>map(List::of).orElse(List.of());
    }
}
