// SPDX-License-Identifier: GPL-3.0-only
package io.bms.admin;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.bms.api.certificate.GatewayCertificate;
import io.bms.api.certificate.UnusableCertificateException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import javax.servlet.Servlet;
import javax.servlet.http.HttpServletRequest;
import javax.servlet.http.HttpServletResponse;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.http.whiteboard.propertytypes.HttpWhiteboardServletName;
import org.osgi.service.http.whiteboard.propertytypes.HttpWhiteboardServletPattern;

/**
 * The gateway's own certificate and its CA's. The CA's is for everybody, since whoever is to trust the gateway needs it
 * before anything else; whether it is the right one they see by its fingerprint, which they compare on another way. An
 * admin has the certificate signed by a CA of the site, or anew by the gateway's own.
 */
@Component(service = Servlet.class, immediate = true)
@HttpWhiteboardServletName("io.bms.admin.CertificateServlet")
@HttpWhiteboardServletPattern({"/api/certificate", "/api/certificate/*", "/api/ca.pem"})
public final class CertificateServlet extends JsonServlet {
    private static final long serialVersionUID = 1L;
    private static final String CA = "/api/ca.pem";

    private final transient Gate gate;
    private final transient GatewayCertificate certificate;

    @Activate
    public CertificateServlet(@Reference Gate gate, @Reference GatewayCertificate certificate) {
        this.gate = gate;
        this.certificate = certificate;
    }

    @Override
    Answer answer(HttpServletRequest request, HttpServletResponse response) throws ApiException, IOException {
        if (request.getServletPath().equals(CA)) {
            gate.admitAnyone(request);
            requireGet(request, response);
            response.setHeader("Content-Disposition", "attachment; filename=\"bms-ca.pem\"");
            send(response, "application/x-pem-file", certificate.authority().getBytes(StandardCharsets.US_ASCII));
            return Answer.LATER;
        }
        gate.admit(request);
        String act = rest(request).orElse("");
        if (act.isEmpty()) {
            requireGet(request, response);
            return whole(certificate.describe());
        }
        if (!request.getMethod().equals("POST")) {
            throw methodNotAllowed(request, response, "POST");
        }
        return switch (act) {
            case "request" ->
                Answer.of(Json.object()
                        .put(
                                "request",
                                certificate.request(body(request).path("anew").asBoolean())));
            case "install" -> install(Json.text(body(request), "certificate"));
            case "renew" -> whole(certificate.renew());
            default -> throw new ApiException(404, "Not found", "There is nothing at " + request.getRequestURI() + ".");
        };
    }

    private Answer install(String pem) throws ApiException, IOException {
        try {
            return whole(certificate.install(pem));
        } catch (UnusableCertificateException unusable) {
            throw ApiException.badRequest(ProblemDetails.sentence(unusable.getMessage()));
        }
    }

    private Answer whole(GatewayCertificate.Description described) throws IOException {
        ObjectNode json = json(described);
        json.set("own_ca", json(certificate.describeAuthority()));
        return Answer.of(json);
    }

    private static ObjectNode json(GatewayCertificate.Description described) {
        ObjectNode json = Json.object()
                .put("subject", described.subject())
                .put("issuer", described.issuer())
                .put("fingerprint_sha256", described.fingerprint())
                .put("good_from", described.from().toString())
                .put("good_until", described.until().toString());
        ArrayNode names = json.putArray("names");
        described.names().forEach(names::add);
        return json;
    }
}
