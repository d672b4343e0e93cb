// SPDX-License-Identifier: GPL-3.0-only
package io.bms.bacnet.request;

import io.bms.api.driver.DeviceAddress;
import io.bms.bacnet.link.CovReport;
import io.bms.bacnet.link.IAm;
import io.bms.bacnet.link.RouterNews;
import io.bms.bacnet.link.UnaskedPackets;
import io.bms.bacnet.link.Worker;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import java.util.function.Predicate;

/**
 * Hands what the fence hears over to the worker. Of what comes faster than the worker takes it, everything beyond
 * 10,000 packets is dropped. Thread: any.
 */
public final class UnaskedQueue implements UnaskedPackets {
    private static final int MOST_AT_ONCE = 10_000;

    private final Worker worker;
    private final Consumer<IAm> announcements;
    private final BiConsumer<String, String> oddities;
    private final Consumer<RouterNews> routers;
    private final WhoIsHeard questions;
    private final Consumer<CovReport> reports;
    private final Predicate<DeviceAddress> expected;
    private final AtomicInteger waiting = new AtomicInteger();

    /** @param expected asked on bms-bacnet-listen-N; the others are told on bms-bacnet-worker */
    public UnaskedQueue(
            Worker worker,
            Consumer<IAm> announcements,
            BiConsumer<String, String> oddities,
            Consumer<RouterNews> routers,
            WhoIsHeard questions,
            Consumer<CovReport> reports,
            Predicate<DeviceAddress> expected) {
        this.worker = worker;
        this.announcements = announcements;
        this.oddities = oddities;
        this.routers = routers;
        this.questions = questions;
        this.reports = reports;
        this.expected = expected;
    }

    @Override
    public void announced(IAm device) {
        hand(() -> announcements.accept(device));
    }

    @Override
    public void asked(int low, int high) {
        hand(() -> questions.heard(low, high));
    }

    @Override
    public void unusable(String sender, String reason) {
        hand(() -> oddities.accept(sender, reason));
    }

    @Override
    public void routes(RouterNews news) {
        hand(() -> routers.accept(news));
    }

    @Override
    public boolean expectsReports(DeviceAddress device) {
        return expected.test(device);
    }

    @Override
    public void reported(CovReport report) {
        hand(() -> reports.accept(report));
    }

    private void hand(Runnable task) {
        if (waiting.incrementAndGet() > MOST_AT_ONCE) {
            waiting.decrementAndGet();
            return;
        }
        worker.execute(() -> {
            waiting.decrementAndGet();
            task.run();
        });
    }
}
