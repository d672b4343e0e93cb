// SPDX-License-Identifier: GPL-3.0-only
package io.bms.proxy;

import io.bms.api.status.StatusItem;
import io.bms.api.status.StatusSource;
import io.bms.settings.SettingsKeeper;
import io.bms.tls.TlsFiles;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Hashtable;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Supplier;
import org.eclipse.jetty.server.Handler;
import org.osgi.framework.Bundle;
import org.osgi.framework.BundleContext;
import org.osgi.framework.Constants;
import org.osgi.framework.ServiceRegistration;
import org.osgi.service.cm.Configuration;
import org.osgi.service.cm.ConfigurationAdmin;
import org.osgi.service.cm.ConfigurationPlugin;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.ConfigurationPolicy;
import org.osgi.service.component.annotations.Deactivate;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.metatype.annotations.Designate;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Gives Pax Web its settings, so that the operator has one file to know. What is stored under Pax Web's PID says
 * only that nothing listens; the settings are put in on their way to Pax Web, while this component is active. So no
 * password of a key store is written anywhere, and a gateway that was killed and started again with another port
 * does not open the old one for a moment.
 */
@Component(
        service = {StatusSource.class, WebPort.class},
        immediate = true,
        configurationPid = "io.bms.proxy",
        configurationPolicy = ConfigurationPolicy.REQUIRE)
@Designate(ocd = ProxyConfig.class)
public final class WebPort implements StatusSource {
    static final String PAX_WEB = "org.ops4j.pax.web";

    private static final String HTTP_ENABLED = "org.osgi.service.http.enabled";
    private static final int BEFORE_ALL_OTHERS = 1000;
    /** How soon a renewed certificate is shown. */
    private static final int CERTIFICATE_SECONDS = 5;

    private static final String GENERATION = "io.bms.proxy.generation";
    private static final Logger LOG = LoggerFactory.getLogger(WebPort.class);

    private final BundleContext context;
    private final ConfigurationAdmin configurations;
    private final ProxySettings settings;
    private final List<StatusItem> problems;
    private final Optional<WebTls> tls;
    private final Optional<ScheduledExecutorService> certificates;
    private final OwnNames names;
    private volatile Map<String, String> paxWeb;
    private final ServiceRegistration<Handler> frontDoor;
    private final ServiceRegistration<ConfigurationPlugin> plugin;

    @Activate
    public WebPort(
            BundleContext context,
            Map<String, Object> properties,
            @Reference SettingsKeeper keeper,
            @Reference ConfigurationAdmin configurations)
            throws IOException {
        this(
                context,
                keeper.read(ProxyConfig.class, properties, config -> ProxySettings.of(config, data(context))),
                configurations,
                Clock.systemUTC());
    }

    private static Path data(BundleContext context) {
        return Path.of(context.getProperty("bms.data"));
    }

    WebPort(BundleContext context, ProxySettings configured, ConfigurationAdmin configurations, Clock clock)
            throws IOException {
        this.context = context;
        this.configurations = configurations;
        Optional<String> unusable = KeyStoreCheck.fault(configured);
        this.settings = unusable.isPresent() ? configured.closed() : configured;
        Optional<StatusItem> problem = unusable.<StatusItem>map(
                        text -> new StatusItem.Problem("web_key_store", text, Instant.now(clock)))
                .or(() -> settings.warning()
                        .map(text -> new StatusItem.Problem("web_not_encrypted", text, Instant.now(clock))));
        this.problems = problem.stream().toList();
        unusable.or(settings::warning).ifPresent(LOG::warn);
        this.names = new OwnNames(settings.names(), machinesNames());
        this.tls = settings.tls().equals(TlsFiles.NONE)
                ? Optional.empty()
                : Optional.of(new WebTls(settings.tls(), clock));
        lookAtCertificate();
        this.certificates = tls.map(any -> Executors.newSingleThreadScheduledExecutor(WebPort::certificateThread));
        this.paxWeb = PaxWebSettings.of(open());
        this.frontDoor = context.registerService(
                Handler.class,
                new FrontDoor(settings.tlsEndsBefore(), tls),
                new Hashtable<>(Map.of(Constants.SERVICE_RANKING, BEFORE_ALL_OTHERS)));
        this.plugin = context.registerService(
                ConfigurationPlugin.class,
                (ConfigurationPlugin) (reference, properties) -> paxWeb.forEach(properties::put),
                new Hashtable<>(Map.of(ConfigurationPlugin.CM_TARGET, PAX_WEB)));
        deliver();
        certificates.ifPresent(thread -> thread.scheduleWithFixedDelay(
                this::followCertificate, CERTIFICATE_SECONDS, CERTIFICATE_SECONDS, TimeUnit.SECONDS));
        ProxySettings now = open();
        LOG.info("the web port is {} {}:{}", now.isEncrypted() ? "https" : "http", now.bindAddress(), now.port());
    }

    /** What the port is now: without a certificate that can be used, it is for this machine only. */
    private ProxySettings open() {
        return tls.isEmpty() || tls.get().isReady() ? settings : settings.closed();
    }

    private void lookAtCertificate() {
        try {
            if (tls.isPresent()) {
                tls.get().look();
            }
        } catch (Exception refused) {
            LOG.error("the web server does not take the new certificate; it shows the former one", refused);
        }
    }

    /** Opens the port to all once there is a certificate. */
    private void followCertificate() {
        boolean before = open() == settings;
        lookAtCertificate();
        if (!before && open() == settings) {
            try {
                paxWeb = PaxWebSettings.of(settings);
                deliver();
                LOG.info("the web port is https {}:{}", settings.bindAddress(), settings.port());
            } catch (IOException e) {
                LOG.error("the web port cannot be opened; restart the gateway", e);
            }
        }
    }

    private static Thread certificateThread(Runnable work) {
        Thread thread = new Thread(work, "bms-proxy-certificate");
        thread.setDaemon(true);
        return thread;
    }

    /** Has Pax Web shut the port, unless all ends. */
    @Deactivate
    void close() throws IOException {
        certificates.ifPresent(ExecutorService::shutdownNow);
        plugin.unregister();
        if (context.getBundle(Constants.SYSTEM_BUNDLE_LOCATION).getState() == Bundle.ACTIVE) {
            deliver();
            frontDoor.unregister();
        }
    }

    OwnNames names() {
        return names;
    }

    ProxySettings settings() {
        return settings;
    }

    @Override
    public List<StatusItem> status() {
        List<StatusItem> all = new ArrayList<>(problems);
        tls.map(WebTls::problems).ifPresent(all::addAll);
        return all;
    }

    /** Found on a thread of their own, since a name server may be slow to say that it knows none; none until then. */
    private static Supplier<Set<String>> machinesNames() {
        AtomicReference<Set<String>> found = new AtomicReference<>(Set.of());
        Thread thread = new Thread(() -> found.set(OwnNames.ofThisMachine()), "bms-proxy-names");
        thread.setDaemon(true);
        thread.start();
        return found::get;
    }

    /** ConfigAdmin delivers only what changed, so something does. */
    private void deliver() throws IOException {
        Configuration configuration = configurations.getConfiguration(PAX_WEB, "?");
        configuration.update(new Hashtable<>(
                Map.of(HTTP_ENABLED, "false", GENERATION, UUID.randomUUID().toString())));
    }
}
