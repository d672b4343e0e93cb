// SPDX-License-Identifier: GPL-3.0-only
package io.bms.mqtt.link;

import io.bms.api.connection.MqttConnection;
import io.bms.api.connection.MqttConnector;
import io.bms.api.connection.MqttMessage;
import io.bms.api.connection.MqttTarget;
import io.bms.text.PasswordFile;
import io.bms.tls.TlsFiles;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import org.osgi.service.component.annotations.Component;

/** Links for other bundles, so that Paho is in the gateway only once. Thread: any. */
@Component
public final class LinkConnector implements MqttConnector {
    @Override
    public MqttConnection connect(MqttTarget target, Listener listener) throws IOException {
        try {
            Traffic traffic = new Traffic();
            return new LinkConnection(Link.open(spec(target, traffic), heard(listener)), traffic);
        } catch (LinkException e) {
            throw new IOException(e.getMessage(), e);
        }
    }

    private static LinkSpec spec(MqttTarget target, Traffic traffic) throws IOException {
        BrokerEndpoint endpoint = new BrokerEndpoint(
                target.host(),
                target.port(),
                target.tls().map(tls -> new TlsFiles(tls.caFile(), tls.certificateFile(), tls.keyFile())),
                target.user(),
                password(target.passwordFile()));
        return new LinkSpec(endpoint, target.clientId(), outgoing(target.will()), Duration.ZERO, traffic);
    }

    private static Optional<String> password(Optional<Path> file) throws IOException {
        if (file.isEmpty()) {
            return Optional.empty();
        }
        try {
            return Optional.of(PasswordFile.read(file.get()));
        } catch (IOException e) {
            throw new IOException("the password file " + file.get() + " cannot be read (" + e.getMessage() + ")", e);
        }
    }

    private static Outgoing outgoing(MqttMessage message) {
        return new Outgoing(
                message.topic(), message.payload(), message.qos(), message.retained(), Optional.empty(), false);
    }

    private static Link.Listener heard(Listener listener) {
        return new Link.Listener() {
            @Override
            public void arrived(Incoming message) {
                // Nothing of it outlives the connection, so the broker need not keep it.
                message.acknowledge().run();
                listener.arrived(new MqttMessage(message.topic(), message.payload(), 0, message.retained()));
            }

            @Override
            public void lost(LinkException why) {
                listener.lost(why.getMessage());
            }
        };
    }

    private static final class LinkConnection implements MqttConnection {
        private final Link link;
        private final Traffic traffic;
        private final AtomicBoolean ended = new AtomicBoolean();

        LinkConnection(Link link, Traffic traffic) {
            this.link = link;
            this.traffic = traffic;
        }

        @Override
        public void subscribe(String filter) throws IOException {
            try {
                Optional<Delivery.Refused> refused = link.subscribeRetained(filter);
                if (refused.isPresent()) {
                    throw new IOException("the broker refuses the subscription to " + filter + ": "
                            + refused.get().reason());
                }
            } catch (LinkException e) {
                throw new IOException(e.getMessage(), e);
            }
        }

        @Override
        public boolean publish(MqttMessage message, Consumer<Optional<String>> done) throws IOException {
            Outgoing outgoing = outgoing(message);
            if (outgoing.packetSize() > link.grants().maximumPacketSize()) {
                done.accept(Optional.of("it has " + outgoing.packetSize() + " bytes, and the broker takes "
                        + link.grants().maximumPacketSize()));
                return true;
            }
            try {
                return link.publish(
                        outgoing,
                        said -> said.tell(
                                () -> done.accept(Optional.empty()),
                                refused -> done.accept(Optional.of(refused.reason()))));
            } catch (LinkException e) {
                throw new IOException(e.getMessage(), e);
            }
        }

        @Override
        public long bytes() {
            return traffic.bytes();
        }

        @Override
        public void close() {
            if (ended.compareAndSet(false, true)) {
                link.close(true);
            }
        }

        @Override
        public void abandon() {
            if (ended.compareAndSet(false, true)) {
                link.abandon();
            }
        }
    }
}
