// SPDX-License-Identifier: GPL-3.0-only
package io.bms.audit;

import io.bms.api.audit.AuditAct;
import io.bms.api.audit.AuditActor;
import io.bms.api.audit.AuditLog;
import io.bms.api.audit.AuditOutcome;
import java.io.IOException;
import java.util.ArrayDeque;
import java.util.Collections;
import java.util.Deque;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.osgi.framework.InvalidSyntaxException;
import org.osgi.service.cm.Configuration;
import org.osgi.service.cm.ConfigurationAdmin;
import org.osgi.service.cm.ConfigurationEvent;
import org.osgi.service.cm.ConfigurationListener;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.component.annotations.ReferenceCardinality;
import org.osgi.service.component.annotations.ReferencePolicy;
import org.osgi.service.component.annotations.ReferencePolicyOption;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Has it recorded which settings change while the gateway runs, from what to what. A change of the audit's own restarts
 * the audit, so what comes while there is none waits for it; of more than {@value #WAITING} the oldest go. Thread: any.
 */
@Component(service = ConfigurationListener.class, immediate = true)
public final class SettingsTrail implements ConfigurationListener {
    static final int WAITING = 100;

    private static final Logger LOG = LoggerFactory.getLogger(SettingsTrail.class);
    private static final String OURS = "io.bms.";
    private static final Pattern NO_SETTING = Pattern.compile("(service|felix|org|component)\\..*");
    private static final Pattern SECRET = Pattern.compile("(?i).*(password|secret)");

    private final Reader reader;
    private final Map<String, Map<String, String>> known = new HashMap<>();
    private final Deque<AuditAct> waiting = new ArrayDeque<>();
    private Optional<AuditLog> audit = Optional.empty();

    /** Knows the settings of a file. */
    interface Reader {
        /** @return by key; empty for a file that is not there */
        Map<String, String> read(String pid) throws IOException;
    }

    @Activate
    public SettingsTrail(@Reference ConfigurationAdmin configurations) throws IOException, InvalidSyntaxException {
        this(pid -> settings(configurations.getConfiguration(pid, null)));
        Configuration[] present = configurations.listConfigurations("(service.pid=" + OURS + "*)");
        for (Configuration one : present == null ? new Configuration[0] : present) {
            known.put(one.getPid(), settings(one));
        }
    }

    SettingsTrail(Reader reader) {
        this.reader = reader;
    }

    @Reference(
            cardinality = ReferenceCardinality.OPTIONAL,
            policy = ReferencePolicy.DYNAMIC,
            policyOption = ReferencePolicyOption.GREEDY)
    synchronized void bindAudit(AuditLog present) {
        audit = Optional.of(present);
        waiting.forEach(act -> present.done(act, AuditOutcome.SUCCESS));
        waiting.clear();
    }

    synchronized void unbindAudit(AuditLog gone) {
        audit = audit.filter(present -> present != gone);
    }

    @Override
    public void configurationEvent(ConfigurationEvent event) {
        changed(event.getPid());
    }

    synchronized void changed(String pid) {
        if (!pid.startsWith(OURS)) {
            return;
        }
        try {
            Map<String, String> now = reader.read(pid);
            Optional<Map<String, String>> before = Optional.ofNullable(known.put(pid, now));
            before.filter(former -> !former.equals(now)).ifPresent(former -> record(pid, former, now));
        } catch (IOException | IllegalStateException e) {
            LOG.warn("what has changed in {} cannot be recorded", pid, e);
        }
    }

    private void record(String pid, Map<String, String> before, Map<String, String> after) {
        AuditAct act = new AuditAct(
                AuditActor.GATEWAY,
                "settings_changed",
                pid,
                Optional.of(without(before, after)),
                Optional.of(without(after, before)));
        if (audit.isPresent()) {
            audit.get().done(act, AuditOutcome.SUCCESS);
            return;
        }
        if (waiting.size() == WAITING) {
            waiting.remove();
        }
        waiting.add(act);
    }

    /** What of the first differs from the second. */
    private static String without(Map<String, String> of, Map<String, String> other) {
        return of.entrySet().stream()
                .filter(entry -> !entry.getValue().equals(other.get(entry.getKey())))
                .map(entry -> entry.getKey() + " = "
                        + (SECRET.matcher(entry.getKey()).matches() ? "(secret)" : entry.getValue()))
                .collect(Collectors.joining(", "));
    }

    private static Map<String, String> settings(Configuration configuration) {
        Map<String, String> settings = new TreeMap<>();
        if (configuration.getProperties() != null) {
            for (String key : Collections.list(configuration.getProperties().keys())) {
                if (!NO_SETTING.matcher(key).matches()) {
                    settings.put(
                            key, String.valueOf(configuration.getProperties().get(key)));
                }
            }
        }
        return settings;
    }
}
