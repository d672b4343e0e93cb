// SPDX-License-Identifier: GPL-3.0-only
package io.bms.proxy;

import io.bms.text.PasswordFile;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Map;
import java.util.TreeMap;

/** Our settings in Pax Web's words. */
final class PaxWebSettings {
    /** Jetty's own take two or three of them; at most twelve wait for the turn of a sign-in. */
    private static final int MAX_THREADS = 24;

    private static final int MIN_THREADS = 3;
    private static final int THREAD_IDLE_MS = 30_000;
    private static final int CONNECTION_IDLE_MS = 60_000;

    private PaxWebSettings() {}

    static Map<String, String> of(ProxySettings settings) {
        Map<String, String> paxWeb = new TreeMap<>();
        boolean tls = settings.keyStore().isPresent();
        paxWeb.put("org.osgi.service.http.enabled", String.valueOf(!tls));
        paxWeb.put("org.osgi.service.http.secure.enabled", String.valueOf(tls));
        paxWeb.put(
                tls ? "org.osgi.service.http.port.secure" : "org.osgi.service.http.port",
                String.valueOf(settings.port()));
        paxWeb.put("org.ops4j.pax.web.listening.addresses", settings.bindAddress());
        paxWeb.put("org.osgi.service.http.checkForwardedHeaders", String.valueOf(settings.tlsEndsBefore()));
        paxWeb.put("org.ops4j.pax.web.server.maxThreads", String.valueOf(MAX_THREADS));
        paxWeb.put("org.ops4j.pax.web.server.minThreads", String.valueOf(MIN_THREADS));
        paxWeb.put("org.ops4j.pax.web.server.idleTimeout", String.valueOf(THREAD_IDLE_MS));
        paxWeb.put("org.ops4j.pax.web.server.connector.idleTimeout", String.valueOf(CONNECTION_IDLE_MS));
        paxWeb.put("org.ops4j.pax.web.server.threadNamePrefix", "bms-proxy-web");
        paxWeb.put("org.ops4j.pax.web.server.showStacks", "false");
        settings.keyStore().ifPresent(store -> {
            String password = password(store);
            paxWeb.put("org.ops4j.pax.web.ssl.keystore", store.path().toString());
            paxWeb.put("org.ops4j.pax.web.ssl.keystore.password", password);
            paxWeb.put("org.ops4j.pax.web.ssl.key.password", password);
            paxWeb.put("org.ops4j.pax.web.ssl.protocols.included", "TLSv1.2,TLSv1.3");
        });
        return paxWeb;
    }

    private static String password(ProxySettings.KeyStoreFile store) {
        try {
            return PasswordFile.read(store.passwordFile());
        } catch (IOException e) {
            throw new UncheckedIOException("keyStorePasswordFile " + store.passwordFile() + " cannot be read", e);
        }
    }
}
