// SPDX-License-Identifier: GPL-3.0-only
package io.bms.proxy;

import io.bms.api.account.ClientAddress;
import io.bms.api.broker.EmbeddedBroker;
import io.bms.settings.HostAndPort;
import io.bms.settings.SettingsKeeper;
import io.bms.text.PasswordFile;
import io.bms.tls.TlsFiles;
import java.io.IOException;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import javax.net.ssl.SSLContext;
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
    private final Function<Map<String, Object>, BrokerAddressConfig> reader;
    private volatile BrokerAddressConfig config;
    private volatile EmbeddedBroker embedded;

    @Activate
    public BrokerDirectory(Map<String, Object> properties, @Reference SettingsKeeper keeper) {
        this(read(properties, keeper), changed -> read(changed, keeper));
    }

    BrokerDirectory(BrokerAddressConfig config) {
        this(config, changed -> config);
    }

    private BrokerDirectory(BrokerAddressConfig config, Function<Map<String, Object>, BrokerAddressConfig> reader) {
        this.config = config;
        this.reader = reader;
    }

    /** Reads the file by the rules of the bundle mqtt, so that both speak of one broker. */
    private static BrokerAddressConfig read(Map<String, Object> properties, SettingsKeeper keeper) {
        return keeper.read(BrokerAddressConfig.class, properties, config -> {
            if (!config.host().isEmpty()) {
                HostAndPort.parse(config.host());
                files(config);
            }
            return config;
        });
    }

    /** The connections that are open stay as they are; the next one goes to the broker that is configured then. */
    @Modified
    void modified(Map<String, Object> changed) {
        config = reader.apply(changed);
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
     * @param from for whom
     * @throws NoBrokerException saying why there is none
     */
    BrokerAddress current(ClientAddress from) throws NoBrokerException {
        BrokerAddressConfig now = config;
        String host = now.host().strip();
        if (!host.isEmpty()) {
            return external(now, host);
        }
        EmbeddedBroker broker = embedded;
        if (broker == null) {
            throw new NoBrokerException("the MQTT broker is not running");
        }
        return new BrokerAddress(
                reachable(broker.host()),
                broker.tcpPort(),
                Optional.empty(),
                Optional.empty(),
                near -> broker.introduce(near, from.share()));
    }

    private static BrokerAddress external(BrokerAddressConfig config, String host) throws NoBrokerException {
        HostAndPort broker = HostAndPort.parse(host);
        Optional<String> user = Optional.of(config.user().strip()).filter(text -> !text.isEmpty());
        return new BrokerAddress(
                broker.host(),
                broker.port().orElse(config.port()),
                broker.tls().orElse(config.tls()) ? Optional.of(tls(config)) : Optional.empty(),
                Optional.of(new BrokerAddress.SignIn(user, password(config))),
                near -> {});
    }

    private static TlsFiles files(BrokerAddressConfig config) {
        return TlsFiles.of(config.caFile(), config.certificateFile(), config.keyFile());
    }

    private static SSLContext tls(BrokerAddressConfig config) throws NoBrokerException {
        try {
            return files(config).context();
        } catch (IOException e) {
            throw new NoBrokerException("there is no TLS with the MQTT broker: " + e.getMessage());
        }
    }

    private static Optional<String> password(BrokerAddressConfig config) throws NoBrokerException {
        String file = config.passwordFile().strip();
        if (file.isEmpty()) {
            return Optional.empty();
        }
        try {
            return Optional.of(PasswordFile.read(Path.of(file)));
        } catch (IOException e) {
            throw new NoBrokerException("the password file of the MQTT broker cannot be read");
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
