// SPDX-License-Identifier: GPL-3.0-only
package io.bms.notify;

import java.net.http.HttpClient;
import java.time.Clock;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.ScheduledExecutorService;
import java.util.function.Function;

/**
 * What a {@link Notifier} works with.
 *
 * @param channels the way to each route
 * @param client for the sign of life
 * @param executor on which it looks; the notifier ends it
 * @param senders on which notices are sent
 */
record NotifyParts(
        NoticeStore store,
        Function<NoticeRoute, NoticeChannel> channels,
        HttpClient client,
        Clock clock,
        ScheduledExecutorService executor,
        ExecutorService senders) {}
