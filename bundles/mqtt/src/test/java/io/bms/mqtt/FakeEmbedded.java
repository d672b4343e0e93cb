// SPDX-License-Identifier: GPL-3.0-only
package io.bms.mqtt;

import io.bms.api.broker.EmbeddedBroker;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Whatever listens at this port, said to be inside this process and to hold this, whatever the filter. */
record FakeEmbedded(int tcpPort, Map<String, byte[]> held) implements EmbeddedBroker {
    @Override
    public void introduce(InetSocketAddress near, String address) {}

    @Override
    public String host() {
        return "127.0.0.1";
    }

    @Override
    public int webSocketPort() {
        return 0;
    }

    @Override
    public String user() {
        return "u";
    }

    @Override
    public String password() {
        return "p";
    }

    @Override
    public List<String> retained(String filter) {
        return List.copyOf(held.keySet());
    }

    @Override
    public Optional<byte[]> retainedAt(String topic) {
        return Optional.ofNullable(held.get(topic));
    }
}
