// SPDX-License-Identifier: GPL-3.0-only
package io.bms.proxy;

import io.bms.api.broker.EmbeddedBroker;
import java.io.IOException;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.ConfigurationPolicy;
import org.osgi.service.component.annotations.Modified;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.component.annotations.ReferenceCardinality;
import org.osgi.service.component.annotations.ReferencePolicy;
import org.osgi.service.component.annotations.ReferencePolicyOption;

/** Knows which broker there is at the moment: the configured one, else the embedded one while it listens. */
@Component(
        service = BrokerDirectory.class,
        configurationPid = "io.bms.mqtt",
        configurationPolicy = ConfigurationPolicy.REQUIRE)
public final class BrokerDirectory {
    private volatile BrokerConfig config;
    private volatile EmbeddedBroker embedded;

    @Activate
    public BrokerDirectory(BrokerConfig config) {
        this.config = config;
    }

    /** The connections that are open stay as they are; the next one goes to the broker that is configured then. */
    @Modified
    void modified(BrokerConfig changed) {
        config = changed;
    }

    @Reference(
            cardinality = ReferenceCardinality.OPTIONAL,
            policy = ReferencePolicy.DYNAMIC,
            policyOption = ReferencePolicyOption.GREEDY)
    void bindBroker(EmbeddedBroker broker) {
        embedded = broker;
    }

    void unbindBroker(EmbeddedBroker broker) {
        if (embedded == broker) {
            embedded = null;
        }
    }

    /**
     * Where to connect now.
     *
     * @throws NoBrokerException saying why there is none
     */
    BrokerAddress current() throws NoBrokerException {
        BrokerConfig now = config;
        String host = now.host().strip();
        if (!host.isEmpty()) {
            return external(now, host);
        }
        EmbeddedBroker broker = embedded;
        if (broker == null) {
            throw new NoBrokerException("the MQTT broker is not running");
        }
        return new BrokerAddress(reachable(broker.host()), broker.tcpPort(), false, Optional.empty());
    }

    private static BrokerAddress external(BrokerConfig config, String host) throws NoBrokerException {
        int colon = host.indexOf(':');
        boolean withPort = colon >= 0 && colon == host.lastIndexOf(':');
        Optional<String> user = Optional.of(config.user().strip()).filter(text -> !text.isEmpty());
        return new BrokerAddress(
                withPort ? host.substring(0, colon) : host,
                withPort ? Integer.parseInt(host.substring(colon + 1)) : config.port(),
                config.tls(),
                Optional.of(new BrokerAddress.SignIn(user, password(config))));
    }

    private static Optional<String> password(BrokerConfig config) throws NoBrokerException {
        String file = config.passwordFile().strip();
        if (file.isEmpty()) {
            return Optional.empty();
        }
        try {
            return Files.readString(Path.of(file)).lines().findFirst();
        } catch (IOException e) {
            throw new NoBrokerException("the password file of the MQTT broker can not be read");
        }
    }

    /** Who listens on every address is reached on the machine's own. */
    private static String reachable(String bound) throws NoBrokerException {
        try {
            InetAddress address = InetAddress.getByName(bound);
            return address.isAnyLocalAddress()
                    ? InetAddress.getLoopbackAddress().getHostAddress()
                    : bound;
        } catch (UnknownHostException e) {
            throw new NoBrokerException("the MQTT broker's address is not known");
        }
    }
}
