// SPDX-License-Identifier: GPL-3.0-only
package io.bms.mqtt.uplink;

import io.bms.mqtt.link.BrokerEndpoint;
import io.bms.mqtt.link.Link;
import io.bms.mqtt.link.LinkException;
import io.bms.mqtt.link.LinkSpec;
import io.bms.mqtt.link.Outgoing;
import io.bms.mqtt.link.Traffic;
import io.bms.text.BrokerUrl;
import io.bms.text.PasswordFile;
import io.bms.wire.StatusEncoder;
import java.io.IOException;
import java.util.List;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Makes an uplink's connections. All files of a configuration, and the name of a host, are read anew for each. Thread:
 * bms-uplink-NAME-link, which it blocks.
 */
final class UplinkLinks {
    private static final Logger LOG = LoggerFactory.getLogger(UplinkLinks.class);
    private static final int SUBSCRIPTION = 1;
    /** Some brokers take no more filters in one SUBSCRIBE. */
    private static final int FILTERS = 8;

    private final UplinkParts parts;
    private final UplinkSettings settings;
    private final Traffic traffic;

    /** @param traffic counts the bytes of all connections */
    UplinkLinks(UplinkParts parts, UplinkSettings settings, Traffic traffic) {
        this.parts = parts;
        this.settings = settings;
        this.traffic = traffic;
    }

    /** One that is connected and has subscribed. */
    Link open(BrokerUrl broker, UplinkTopics topics, Link.Listener listener) throws LinkException {
        Link link = Link.open(spec(broker, topics), listener);
        subscribe(link, topics);
        return link;
    }

    /** To requests, if they are heard, and to what comes only in a loop. */
    private void subscribe(Link link, UplinkTopics topics) throws LinkException {
        try {
            link.subscribeRetained(topics.heartbeat())
                    .ifPresent(why -> LOG.info(
                            "uplink {}: a loop would not be noticed, since the broker lets nobody listen to {}: {}",
                            parts.name(),
                            topics.heartbeat(),
                            why.reason()));
            List<String> filters = settings.rights().hears() ? topics.requests() : List.of();
            for (int from = 0; from < filters.size(); from += FILTERS) {
                link.subscribeLive(filters.subList(from, Math.min(filters.size(), from + FILTERS)), SUBSCRIPTION)
                        .forEach((filter, why) -> LOG.warn(
                                "uplink {}: requests on {} are not heard: {}", parts.name(), filter, why.reason()));
            }
        } catch (LinkException e) {
            link.abandon();
            throw e;
        }
    }

    private LinkSpec spec(BrokerUrl broker, UplinkTopics topics) throws LinkException {
        if (topics.longest() > settings.profile().longestTopic()) {
            throw LinkException.refused(
                    "a topic would have " + topics.longest() + " bytes, and with the profile "
                            + settings.profile().wireName() + " there are "
                            + settings.profile().longestTopic() + " at most; set a shorter prefix",
                    null);
        }
        boolean tls = broker.tls().orElse(false);
        BrokerEndpoint endpoint = new BrokerEndpoint(
                broker.host(),
                broker.port().orElse(UplinkSettings.PLAIN_PORT),
                tls ? Optional.of(settings.tls()) : Optional.empty(),
                settings.user(),
                password());
        Outgoing will = Outgoing.retained(
                topics.status(),
                StatusEncoder.offline(topics.own().identity(), parts.bootId(), StatusEncoder.CONNECTION_LOST));
        return new LinkSpec(
                endpoint,
                settings.clientId().orElseGet(() -> ClientId.of(topics.own().identity())),
                will,
                settings.profile().sessionExpiry(),
                traffic);
    }

    private Optional<String> password() throws LinkException {
        if (settings.passwordFile().isEmpty()) {
            return Optional.empty();
        }
        try {
            return Optional.of(PasswordFile.read(settings.passwordFile().get()));
        } catch (IOException e) {
            throw LinkException.refused(
                    "the password file " + settings.passwordFile().get() + " cannot be read (" + e.getMessage() + ")",
                    e);
        }
    }
}
