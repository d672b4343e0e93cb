// SPDX-License-Identifier: GPL-3.0-only
package io.bms.mqtt.uplink;

import io.bms.api.site.Point;
import io.bms.api.site.PointMeanings;
import io.bms.api.site.Site;
import io.bms.mqtt.link.Outgoing;
import io.bms.wire.SiteEncoder;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;

/**
 * What a destination is told of the site: what its points are called and mean, and what may be asked for from there. On
 * each connect, since what the broker has may be older, and when it is another. Thread: bms-uplink-NAME.
 */
final class UplinkSite {
    private final UplinkRights rights;
    private Optional<Site> site = Optional.empty();
    private Optional<PointMeanings> meanings = Optional.empty();
    private List<byte[]> parts = List.of();

    UplinkSite(UplinkRights rights) {
        this.rights = rights;
    }

    /** @return whether there is anything new in it to tell */
    boolean put(Site now) {
        site = Optional.of(now);
        return isAnother();
    }

    /** The same of who knows what points mean. */
    boolean put(PointMeanings now) {
        meanings = Optional.of(now);
        return isAnother();
    }

    private boolean isAnother() {
        if (site.isEmpty()) {
            return false;
        }
        List<byte[]> now =
                SiteEncoder.parts(site.get(), this::tags, rights.commands().wireName(), rights.highestPriority())
                        .stream()
                        .map(Deflation::of)
                        .toList();
        boolean same = Arrays.deepEquals(now.toArray(), parts.toArray());
        parts = now;
        return !same;
    }

    private List<String> tags(Point point) {
        return meanings.map(known -> known.tags(site.get(), point)).orElse(List.of());
    }

    void tell(UplinkTopics topics, Pump pump) {
        pump.site(IntStream.range(0, parts.size())
                .mapToObj(part ->
                        Outgoing.deflated(topics.site(part), parts.get(part)).at(1, true))
                .toList());
    }
}
