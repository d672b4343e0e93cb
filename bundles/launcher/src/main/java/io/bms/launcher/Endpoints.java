// SPDX-License-Identifier: GPL-3.0-only
package io.bms.launcher;

import io.bms.launcher.Endpoint.Protocol;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Which ports the gateway will open, according to its settings. What cannot be understood is left out: the gateway goes
 * on with its default there, and says so in its status.
 */
final class Endpoints {
    private final Path etc;
    private final Map<String, String> environment;

    private Endpoints(Path etc, Map<String, String> environment) {
        this.etc = etc;
        this.environment = environment;
    }

    static List<Endpoint> configured(Path etc, Map<String, String> environment) throws IOException {
        Endpoints settings = new Endpoints(etc, environment);
        List<Endpoint> endpoints = new ArrayList<>();
        boolean externalBroker = settings.read("io.bms.mqtt.cfg", "host")
                .filter(host -> !host.value().isEmpty())
                .isPresent();
        if (!externalBroker) {
            settings.endpoint(Protocol.TCP, "io.bms.broker.cfg", "tcpPort").ifPresent(endpoints::add);
            settings.endpoint(Protocol.TCP, "io.bms.broker.cfg", "webSocketPort")
                    .ifPresent(endpoints::add);
        }
        settings.endpoint(Protocol.TCP, "io.bms.proxy.cfg", "port").ifPresent(endpoints::add);
        settings.endpoint(Protocol.UDP, "io.bms.bacnet.cfg", "port").ifPresent(endpoints::add);
        return List.copyOf(endpoints);
    }

    private Optional<Endpoint> endpoint(Protocol protocol, String file, String portKey) throws IOException {
        Optional<CfgSetting> address = read(file, "bindAddress");
        Optional<CfgSetting> port = read(file, portKey);
        return address.flatMap(host -> port.map(number -> new Endpoint(protocol, host, number)))
                .filter(Endpoint::isUnderstood);
    }

    private Optional<CfgSetting> read(String file, String key) throws IOException {
        return CfgSetting.read(etc.resolve(file), key, environment);
    }
}
