// SPDX-License-Identifier: GPL-3.0-only
package io.bms.admin;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.bms.api.monitoring.MonitoringStatus;
import io.bms.api.status.ConnectionStatus;
import io.bms.api.status.GatewayHealth;
import io.bms.api.status.GatewayStatus;
import java.util.Optional;
import javax.servlet.Servlet;
import javax.servlet.http.HttpServletRequest;
import javax.servlet.http.HttpServletResponse;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.component.annotations.ReferenceCardinality;
import org.osgi.service.component.annotations.ReferencePolicy;
import org.osgi.service.component.annotations.ReferencePolicyOption;
import org.osgi.service.http.whiteboard.propertytypes.HttpWhiteboardServletName;
import org.osgi.service.http.whiteboard.propertytypes.HttpWhiteboardServletPattern;

/**
 * For supervisors, without sign-in and so without names: {@code /api/health/live} while the process answers,
 * {@code /api/health} and {@code /api/health/ready} only while it does its work. A field device or
 * network that is away is no reason to restart a gateway, so it is told but does not count.
 */
@Component(service = Servlet.class, immediate = true)
@HttpWhiteboardServletName("io.bms.admin.HealthServlet")
@HttpWhiteboardServletPattern({"/api/health", "/api/health/live", "/api/health/ready"})
public final class HealthServlet extends JsonServlet {
    private static final long serialVersionUID = 1L;
    private static final String LIVE = "/api/health/live";

    private final transient Gate gate;
    private transient volatile GatewayHealth health;

    @Activate
    public HealthServlet(@Reference Gate gate) {
        this.gate = gate;
    }

    @Reference(
            cardinality = ReferenceCardinality.OPTIONAL,
            policy = ReferencePolicy.DYNAMIC,
            policyOption = ReferencePolicyOption.GREEDY)
    void bindHealth(GatewayHealth present) {
        health = present;
    }

    void unbindHealth(GatewayHealth gone) {
        if (health == gone) {
            health = null;
        }
    }

    @Override
    Answer answer(HttpServletRequest request, HttpServletResponse response) throws ApiException {
        gate.admitAnyone(request);
        requireGet(request, response);
        ObjectNode json = Json.object().put("live", true);
        if (request.getServletPath().equals(LIVE)) {
            return Answer.of(json);
        }
        Optional<GatewayStatus> status = Optional.ofNullable(health).map(GatewayHealth::current);
        boolean ready = status.filter(HealthServlet::isReady).isPresent();
        json.put("ready", ready);
        status.ifPresent(known -> json.put(
                        "mqtt_connection_status", known.mqttConnection().wireName())
                .put("bacnet_connection_status", known.bacnetConnection().wireName())
                .put("monitoring_status", known.monitoring().wireName()));
        return new Answer(ready ? 200 : 503, Optional.of(json));
    }

    private static boolean isReady(GatewayStatus status) {
        return status.mqttConnection() == ConnectionStatus.CONNECTED && status.monitoring() != MonitoringStatus.ERROR;
    }
}
