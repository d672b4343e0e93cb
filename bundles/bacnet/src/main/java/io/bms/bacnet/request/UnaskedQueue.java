// SPDX-License-Identifier: GPL-3.0-only
package io.bms.bacnet.request;

import io.bms.api.driver.DeviceAddress;
import io.bms.bacnet.link.CovReport;
import io.bms.bacnet.link.EventNotice;
import io.bms.bacnet.link.IAm;
import io.bms.bacnet.link.RouterNews;
import io.bms.bacnet.link.UnaskedPackets;
import io.bms.bacnet.link.Worker;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Hands what the fence hears over to the worker. Of what comes faster than the worker takes it, everything beyond
 * 10,000 packets is dropped. Thread: any.
 */
public final class UnaskedQueue implements UnaskedPackets {
    private static final int MOST_AT_ONCE = 10_000;

    private final Worker worker;
    private final UnaskedPackets taker;
    private final AtomicInteger waiting = new AtomicInteger();

    /**
     * @param taker told on bms-bacnet-worker; only {@link #expectsReports} and {@link #isRead} are asked on a listening
     *     thread
     */
    public UnaskedQueue(Worker worker, UnaskedPackets taker) {
        this.worker = worker;
        this.taker = taker;
    }

    @Override
    public void announced(IAm device) {
        hand(() -> taker.announced(device));
    }

    @Override
    public void asked(int low, int high) {
        hand(() -> taker.asked(low, high));
    }

    @Override
    public void unusable(String sender, String reason) {
        hand(() -> taker.unusable(sender, reason));
    }

    @Override
    public void routes(RouterNews news) {
        hand(() -> taker.routes(news));
    }

    @Override
    public boolean expectsReports(DeviceAddress device) {
        return taker.expectsReports(device);
    }

    @Override
    public void reported(CovReport report) {
        hand(() -> taker.reported(report));
    }

    @Override
    public boolean isRead(DeviceAddress device) {
        return taker.isRead(device);
    }

    @Override
    public void notified(EventNotice notice) {
        hand(() -> taker.notified(notice));
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
