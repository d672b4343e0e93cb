// SPDX-License-Identifier: GPL-3.0-only
package io.bms.homeassistant;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.bms.api.document.DocumentSink;
import io.bms.api.identity.Identity;
import io.bms.api.identity.IdentityListener;
import io.bms.api.identity.IdentityStore;
import io.bms.api.monitoring.Monitoring;
import io.bms.api.site.Site;
import io.bms.api.site.SiteListener;
import io.bms.api.site.SiteStore;
import io.bms.settings.SettingsKeeper;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executor;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.osgi.framework.BundleContext;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.ConfigurationPolicy;
import org.osgi.service.component.annotations.Deactivate;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.component.annotations.ReferenceCardinality;
import org.osgi.service.component.annotations.ReferencePolicy;
import org.osgi.service.component.annotations.ReferencePolicyOption;
import org.osgi.service.metatype.annotations.Designate;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Tells Home Assistant which points there are, whenever that changes. A point that goes is taken away first by a
 * component that has nothing but its platform, as Home Assistant wants it; a device that goes by clearing its topic.
 *
 * <p>Thread: any; what is asked for happens on bms-homeassistant-documents.
 */
@Component(
        configurationPid = "io.bms.homeassistant",
        configurationPolicy = ConfigurationPolicy.REQUIRE,
        immediate = true)
@Designate(ocd = HomeAssistantConfig.class)
public final class HomeAssistant implements SiteListener, IdentityListener {
    /** From one round of questions to the next, for devices that did not answer. */
    private static final long ROUND_SECONDS = 60;

    private static final Logger LOG = LoggerFactory.getLogger(HomeAssistant.class);

    private final HomeAssistantSettings settings;
    private final IdentityStore identities;
    private final SiteStore sites;
    private final String version;
    private final ToldDocuments told;
    private final Executor thread;
    private final Runnable end;
    private final List<DocumentSink> sinks = new CopyOnWriteArrayList<>();
    private final DeviceQuestions questions;
    private volatile Monitoring monitoring;

    @Activate
    public HomeAssistant(
            BundleContext context,
            Map<String, Object> properties,
            @Reference SettingsKeeper keeper,
            @Reference IdentityStore identities,
            @Reference SiteStore sites) {
        this(
                keeper.read(HomeAssistantConfig.class, properties, HomeAssistantSettings::of),
                identities,
                sites,
                context.getBundle().getVersion().toString(),
                dataFolder(context),
                Executors.newSingleThreadScheduledExecutor(task -> {
                    Thread thread = new Thread(task, "bms-homeassistant-documents");
                    thread.setDaemon(true);
                    return thread;
                }));
    }

    private HomeAssistant(
            HomeAssistantSettings settings,
            IdentityStore identities,
            SiteStore sites,
            String version,
            Path data,
            ScheduledExecutorService thread) {
        this(settings, identities, sites, version, data, thread, thread::shutdownNow);
        thread.scheduleWithFixedDelay(this::ask, ROUND_SECONDS, ROUND_SECONDS, TimeUnit.SECONDS);
    }

    HomeAssistant(
            HomeAssistantSettings settings,
            IdentityStore identities,
            SiteStore sites,
            String version,
            Path data,
            Executor thread,
            Runnable end) {
        this.settings = settings;
        this.identities = identities;
        this.sites = sites;
        this.version = version;
        this.told = new ToldDocuments(data);
        this.thread = thread;
        this.end = end;
        this.questions = new DeviceQuestions(thread, this::tell);
    }

    private static Path dataFolder(BundleContext context) {
        return Path.of(
                Objects.requireNonNull(context.getProperty("bms.data"), "the framework property bms.data is not set"));
    }

    @Deactivate
    void close() {
        end.run();
    }

    @Reference(cardinality = ReferenceCardinality.MULTIPLE, policy = ReferencePolicy.DYNAMIC)
    void bindSink(DocumentSink sink) {
        sinks.add(sink);
        later();
    }

    void unbindSink(DocumentSink sink) {
        sinks.remove(sink);
    }

    @Reference(
            cardinality = ReferenceCardinality.OPTIONAL,
            policy = ReferencePolicy.DYNAMIC,
            policyOption = ReferencePolicyOption.GREEDY)
    void bindMonitoring(Monitoring present) {
        monitoring = present;
        later();
    }

    void unbindMonitoring(Monitoring gone) {
        if (monitoring == gone) {
            monitoring = null;
        }
    }

    @Override
    public void siteChanged(Site site) {
        later();
    }

    @Override
    public void identityChanged(Identity identity) {
        later();
    }

    private void later() {
        try {
            thread.execute(() -> {
                tell();
                ask();
            });
        } catch (RejectedExecutionException ended) {
            // What is told next is told by who comes after.
        }
    }

    /** What is learnt is told once all that can be asked has answered. Thread: the outermost frame of a schedule. */
    private void ask() {
        Monitoring present = monitoring;
        if (present == null || !settings.enabled() || !settings.write()) {
            return;
        }
        try {
            questions.ask(sites.current(), present);
        } catch (RuntimeException e) {
            LOG.error("devices cannot be asked about their points", e);
        }
    }

    private void tell() {
        if (sinks.isEmpty()) {
            return;
        }
        Map<String, ObjectNode> documents = settings.enabled()
                ? new SiteDocuments(identities.current(), settings, version, questions::of).of(sites.current())
                : Map.of();
        Map<String, byte[]> whole = new TreeMap<>();
        documents.forEach((topic, document) -> whole.put(topic, withGone(topic, document)));
        Set<String> gone = new HashSet<>(told.told().keySet());
        gone.removeAll(documents.keySet());
        sinks.forEach(sink -> sink.documents(whole, gone));
        told.tell(documents);
    }

    private byte[] withGone(String topic, ObjectNode document) {
        ObjectNode all = document.deepCopy();
        ObjectNode components = all.withObject("/components");
        told.told().getOrDefault(topic, Map.of()).forEach((key, platform) -> {
            if (!components.has(key)) {
                components.putObject(key).put("platform", platform);
            }
        });
        return all.toString().getBytes(StandardCharsets.UTF_8);
    }
}
