// SPDX-License-Identifier: GPL-3.0-only
package io.bms.notify;

import io.bms.api.alarm.ActiveAlarms;
import io.bms.api.alarm.AlarmSink;
import io.bms.api.alarm.NoticeRoutes;
import io.bms.api.status.StatusItem;
import io.bms.api.status.StatusSource;
import io.bms.settings.SettingsKeeper;
import io.bms.sqlite.DataFolder;
import java.io.IOException;
import java.net.http.HttpClient;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.osgi.framework.BundleContext;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.ConfigurationPolicy;
import org.osgi.service.component.annotations.Deactivate;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.metatype.annotations.Designate;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Tells people of alarms who are not looking. Looks once a second at what is the case, rather than at what happens: so
 * nothing is lost while it is not there, and what did not last is not told. Does nothing until somebody is named in its
 * settings. Thread: any; its work bms-notify, and one thread a route that sends, which may be held up by its server.
 */
@Component(
        service = {AlarmSink.class, NoticeRoutes.class, StatusSource.class},
        immediate = true,
        configurationPid = "io.bms.notify",
        configurationPolicy = ConfigurationPolicy.REQUIRE)
@Designate(ocd = NotifyConfig.class)
public final class Notifier implements AlarmSink, NoticeRoutes, StatusSource {
    private static final Logger LOG = LoggerFactory.getLogger(Notifier.class);
    private static final int CLOSE_SECONDS = 5;
    private static final MailChannel.Deadlines MAIL = new MailChannel.Deadlines(30_000, 120_000);

    private final NotifyParts parts;
    private final List<RouteRun> runs;
    private final Map<String, NoticeChannel> channels = new LinkedHashMap<>();
    private final Optional<LifeSign> life;
    private final Optional<StatusItem.Problem> damaged;
    private volatile Optional<ActiveAlarms> active = Optional.empty();
    private volatile Optional<StatusItem.Problem> unstored = Optional.empty();
    private volatile Optional<Instant> troubled = Optional.empty();

    @Activate
    public Notifier(BundleContext context, Map<String, Object> properties, @Reference SettingsKeeper keeper) {
        this(context, keeper.read(NotifyConfig.class, properties, NotifySettings::of));
    }

    private Notifier(BundleContext context, NotifySettings settings) {
        this(parts(context, settings), settings);
    }

    Notifier(NotifyParts parts, NotifySettings settings) {
        this.parts = parts;
        if (!settings.routes().isEmpty()) {
            // A file that is being written is empty for a moment, which is no reason to forget.
            parts.store()
                    .retain(settings.routes().stream().map(NoticeRoute::name).collect(Collectors.toSet()));
        }
        List<Path> setAside = parts.store().setAside();
        damaged = setAside.isEmpty()
                ? Optional.empty()
                : Optional.of(problem(
                        "notices_damaged",
                        "the file of notices was damaged and begins anew; the old one is in " + setAside
                                + ": keep it for repair or delete it"));
        settings.routes()
                .forEach(route -> channels.put(route.name(), parts.channels().apply(route)));
        runs = settings.routes().stream()
                .map(route -> new RouteRun(
                        route, parts.store(), through(channels.get(route.name())), settings.zone(), parts.clock()))
                .toList();
        life = settings.ping().map(ping -> new LifeSign(ping, parts.client()));
        if (!runs.isEmpty()) {
            parts.executor().scheduleWithFixedDelay(this::look, 1, 1, TimeUnit.SECONDS);
        }
        life.ifPresent(sign -> parts.executor()
                .scheduleAtFixedRate(
                        sign, 0, settings.ping().orElseThrow().each().toSeconds(), TimeUnit.SECONDS));
    }

    private static NotifyParts parts(BundleContext context, NotifySettings settings) {
        Clock clock = Clock.systemUTC();
        HttpClient client = HttpClient.newBuilder()
                .connectTimeout(HttpCall.DEADLINE)
                .followRedirects(HttpClient.Redirect.NEVER)
                .build();
        Function<NoticeRoute, NoticeChannel> channels = route -> route.target() instanceof NoticeTarget.Mail mail
                ? new MailChannel(settings.smtp().orElseThrow(), mail.address(), MAIL)
                : new WebhookChannel((NoticeTarget.Webhook) route.target(), client, clock);
        ScheduledExecutorService executor =
                Executors.newSingleThreadScheduledExecutor(task -> daemon(task, "bms-notify"));
        return new NotifyParts(
                new NoticeStore(DataFolder.of(context)),
                channels,
                client,
                clock,
                executor,
                Executors.newCachedThreadPool(task -> daemon(task, "bms-notify-send")));
    }

    private static Thread daemon(Runnable task, String name) {
        Thread thread = new Thread(task, name);
        thread.setDaemon(true);
        return thread;
    }

    @Deactivate
    void close() {
        parts.senders().shutdownNow();
        parts.executor().shutdown();
        try {
            if (!parts.executor().awaitTermination(CLOSE_SECONDS, TimeUnit.SECONDS)) {
                LOG.warn("the notices could not be ended within {} s", CLOSE_SECONDS);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        parts.store().close();
    }

    @Override
    public void alarms(ActiveAlarms now) {
        active = Optional.of(now);
    }

    @Override
    public List<String> names() {
        return List.copyOf(channels.keySet());
    }

    @Override
    public CompletionStage<Optional<String>> test(String name) {
        NoticeChannel channel = Optional.ofNullable(channels.get(name))
                .orElseThrow(() -> new IllegalArgumentException("there is no route '" + name + "'; "
                        + (channels.isEmpty()
                                ? "set one in etc/io.bms.notify.cfg"
                                : "use one of " + String.join(", ", channels.keySet()))));
        Notice notice =
                Notice.test(UUID.randomUUID().toString(), name, parts.clock().instant());
        CompletableFuture<Optional<String>> answer = new CompletableFuture<>();
        try {
            parts.senders()
                    .execute(() -> answer.complete(
                            deliver(channel, notice).map(failure -> String.valueOf(failure.getMessage()))));
        } catch (RejectedExecutionException e) {
            answer.complete(Optional.of("the notices are being replaced; try again in a moment"));
        }
        return answer;
    }

    /** An outermost frame: what goes wrong in one look must not end the looking. */
    private void look() {
        try {
            active.ifPresent(now -> runs.forEach(run -> run.look(now)));
            unstored = Optional.empty();
        } catch (RuntimeException e) {
            if (unstored.isEmpty()) {
                LOG.error("nobody can be told of alarms", e);
                unstored = Optional.of(problem("notices_not_stored", "nobody is told of alarms: " + e.getMessage()));
            }
        }
    }

    private RouteRun.Outgoing through(NoticeChannel channel) {
        return new RouteRun.Outgoing() {
            @Override
            public void send(Notice notice, Consumer<Optional<IOException>> then) {
                try {
                    parts.senders().execute(() -> {
                        Optional<IOException> failure = deliver(channel, notice);
                        parts.executor().execute(() -> then.accept(failure));
                    });
                } catch (RejectedExecutionException e) {
                    LOG.debug("the notices have ended; this one is sent when they begin again");
                }
            }
        };
    }

    /** An outermost frame: a library that fails in an unknown way has not delivered. */
    private static Optional<IOException> deliver(NoticeChannel channel, Notice notice) {
        try {
            channel.deliver(notice);
            return Optional.empty();
        } catch (IOException e) {
            return Optional.of(e);
        } catch (RuntimeException e) {
            LOG.error("a notice could not be sent", e);
            return Optional.of(new IOException("the gateway failed: " + e, e));
        }
    }

    @Override
    public List<StatusItem> status() {
        List<String> troubles = new ArrayList<>();
        runs.forEach(
                run -> run.trouble().ifPresent(why -> troubles.add(run.route().name() + ": " + why)));
        life.flatMap(LifeSign::trouble).ifPresent(why -> troubles.add("sign of life: " + why));
        List<StatusItem> items = new ArrayList<>();
        damaged.ifPresent(items::add);
        unstored.ifPresent(items::add);
        if (troubles.isEmpty()) {
            troubled = Optional.empty();
        } else {
            troubled = troubled.or(() -> Optional.of(parts.clock().instant()));
            items.add(new StatusItem.Problem(
                    "notices_not_sent",
                    "notices do not arrive, and are tried again; look at io.bms.notify.cfg and at the servers it names: "
                            + String.join("; ", troubles),
                    troubled.get()));
        }
        return items;
    }

    private StatusItem.Problem problem(String code, String message) {
        return new StatusItem.Problem(code, message, parts.clock().instant());
    }
}
