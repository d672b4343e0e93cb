// SPDX-License-Identifier: GPL-3.0-only
package io.bms.proxy;

import io.bms.api.account.ClientAddress;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import org.eclipse.jetty.io.Connection;
import org.eclipse.jetty.server.HttpConnection;

/** Shares the connections that speak HTTP by address; a WebSocket has its own {@link Places}. */
final class Connections implements Connection.Listener {
    private final Places places;
    private final Map<Connection, Places.Place> open = new ConcurrentHashMap<>();

    Connections(Places places) {
        this.places = places;
    }

    /** Over TLS this is what is decrypted, which opens and closes with what carries it. */
    @Override
    public void onOpened(Connection connection) {
        if (connection instanceof HttpConnection http && http.getEndPoint().getRemoteAddress() != null) {
            open.put(
                    connection,
                    places.enter(
                            ClientAddress.of(
                                    http.getEndPoint().getRemoteAddress().getAddress()),
                            () -> http.getHttpChannel().getState().isIdle(),
                            http.getEndPoint()::close));
        }
    }

    @Override
    public void onClosed(Connection connection) {
        Optional.ofNullable(open.remove(connection)).ifPresent(Places.Place::leave);
    }
}
