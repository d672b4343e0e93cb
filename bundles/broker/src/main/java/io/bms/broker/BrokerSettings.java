// SPDX-License-Identifier: GPL-3.0-only
package io.bms.broker;

import io.bms.settings.BindAddress;
import io.bms.settings.HostAndPort;
import io.bms.settings.UnusableSetting;
import io.bms.tls.TlsFiles;
import java.nio.file.Path;
import java.util.Objects;
import java.util.Optional;

/**
 * Where the broker listens, and where and how it keeps its messages.
 *
 * <p><b>What is promised.</b> A message is written to the journal before it is acknowledged, so with
 * either setting nothing acknowledged is lost when the process dies ({@code kill -9} included): the
 * operating system still has it. Only when the machine itself loses power does {@code syncToDisk}
 * matter: without it the last seconds (Linux: up to half a minute) of retained and queued messages
 * may be gone, with it none are, at the price of a disk write for every QoS 1 message, which wears
 * flash memory. Off by default: the gateway publishes all its values anew when it starts, and keeps
 * what it owes to an external broker in a synced outbox of its own.
 */
record BrokerSettings(
        String bindAddress,
        int tcpPort,
        int webSocketPort,
        Optional<TlsPort> tls,
        boolean syncToDisk,
        Path directory,
        BrokerLimits limits) {
    BrokerSettings {
        Objects.requireNonNull(directory, "directory");
        Objects.requireNonNull(limits, "limits");
        if (bindAddress.isBlank()) {
            throw new IllegalArgumentException("bindAddress is blank; use 127.0.0.1 or an address of this machine");
        }
        UnusableSetting.unlessWithin("tcpPort", tcpPort, 1, 65_535);
        UnusableSetting.unlessWithin("webSocketPort", webSocketPort, 1, 65_535);
        if (tcpPort == webSocketPort) {
            throw new IllegalArgumentException("tcpPort and webSocketPort are both " + tcpPort + "; use two ports");
        }
        tls.ifPresent(secured -> {
            if (secured.port() == tcpPort || secured.port() == webSocketPort) {
                throw new IllegalArgumentException(
                        "tlsPort is " + secured.port() + ", as another port is; use three ports");
            }
        });
    }

    static BrokerSettings of(BrokerConfig config, Path directory) {
        String address = config.bindAddress().strip();
        if (!address.isEmpty() && HostAndPort.parse(address).port().isPresent()) {
            throw new IllegalArgumentException("the port has a key of its own, tcpPort");
        }
        BindAddress.require("bindAddress", address);
        return new BrokerSettings(
                address,
                config.tcpPort(),
                config.webSocketPort(),
                tls(config, directory.getParent()),
                config.syncToDisk(),
                directory,
                BrokerLimits.of(config));
    }

    /** There is no such port without a certificate. */
    private static Optional<TlsPort> tls(BrokerConfig config, Path data) {
        UnusableSetting.unlessWithin("tlsPort", config.tlsPort(), 1, 65_535);
        TlsFiles files = TlsFiles.served(config.clientCaFile(), config.certificateFile(), config.keyFile(), data);
        Optional<Path> crlFile = TlsFiles.path(config.crlFile());
        return files.equals(TlsFiles.NONE) && crlFile.isEmpty()
                ? Optional.empty()
                : Optional.of(new TlsPort(
                        config.tlsBindAddress().strip(),
                        config.tlsPort(),
                        files,
                        config.clientCertificateOptional(),
                        crlFile));
    }

    /** What an operator must be told, if anything. */
    Optional<String> warning() {
        return BindAddress.isLoopback(bindAddress)
                ? Optional.empty()
                : Optional.of("the MQTT broker listens on " + bindAddress + " without encryption, so passwords, values"
                        + " and commands can be read on the network; set bindAddress = 127.0.0.1 in"
                        + " etc/io.bms.broker.cfg and let others in by tlsPort, or by /mqtt of the web port");
    }
}
