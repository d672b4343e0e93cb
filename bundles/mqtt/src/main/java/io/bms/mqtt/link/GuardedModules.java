// SPDX-License-Identifier: GPL-3.0-only
package io.bms.mqtt.link;

import java.net.URI;
import java.util.Set;
import org.eclipse.paho.mqttv5.client.MqttConnectionOptions;
import org.eclipse.paho.mqttv5.client.internal.NetworkModule;
import org.eclipse.paho.mqttv5.client.spi.NetworkModuleFactory;

/** Makes {@link GuardedModule}s for Paho, which finds this class by META-INF/services. */
public final class GuardedModules implements NetworkModuleFactory {
    private static final String PLAIN = "guarded";
    private static final String TLS = "guarded-tls";
    private static final int MS = 1_000;

    static String uri(String host, int port, boolean tls) {
        String bracketed = host.indexOf(':') >= 0 ? "[" + host + "]" : host;
        return (tls ? TLS : PLAIN) + "://" + bracketed + ":" + port;
    }

    @Override
    public Set<String> getSupportedUriSchemes() {
        return Set.of(PLAIN, TLS);
    }

    @Override
    public void validateURI(URI uri) {
        authority(uri);
    }

    @Override
    public NetworkModule createNetworkModule(URI uri, MqttConnectionOptions options, String clientId) {
        String authority = authority(uri);
        int colon = authority.lastIndexOf(':');
        String host = authority.substring(0, colon);
        return new GuardedModule(
                host.startsWith("[") ? host.substring(1, colon - 1) : host,
                Integer.parseInt(authority.substring(colon + 1)),
                (MeteredSockets) options.getSocketFactory(),
                options.getConnectionTimeout() * MS);
    }

    /** Not split by URI, to which a name with an underscore is no host. */
    private static String authority(URI uri) {
        String authority = uri.getAuthority();
        if (authority == null || authority.lastIndexOf(':') < 1) {
            throw new IllegalArgumentException(uri + " has no host and port");
        }
        return authority;
    }
}
