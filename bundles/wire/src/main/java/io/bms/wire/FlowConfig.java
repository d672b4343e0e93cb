// SPDX-License-Identifier: GPL-3.0-only
package io.bms.wire;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.databind.JsonNode;
import io.bms.api.point.PointId;
import io.bms.api.site.SiteChange;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** The Designer's flow in a get_config: kept as it was written, read only for the points it names. */
final class FlowConfig {
    private static final String KEY = "flow_config";

    private FlowConfig() {}

    static Optional<SiteChange.Flow> decode(RequestFields request, String payload) throws RefusalException {
        Optional<JsonNode> node = request.node(KEY);
        if (node.isEmpty()) {
            return Optional.empty();
        }
        RequestFields flow = RequestFields.object(node.get(), KEY);
        Optional<List<Optional<PointId>>> nodes = flow.list("nodes", FlowConfig::point);
        if (nodes.isEmpty() || flow.list("edges", RequestFields::object).isEmpty()) {
            throw new RefusalException(KEY + " needs the arrays nodes and edges; send them empty for an empty flow");
        }
        Set<PointId> points = new HashSet<>();
        nodes.get().forEach(point -> point.ifPresent(points::add));
        return Optional.of(new SiteChange.Flow(original(payload), points));
    }

    private static Optional<PointId> point(JsonNode node, String path) throws RefusalException {
        Optional<JsonNode> data = RequestFields.object(node, path).node("data");
        return data.isEmpty()
                ? Optional.empty()
                : PointIds.optional(RequestFields.object(data.get(), path + ".data"), "point_id");
    }

    /** The value of flow_config, character by character; the payload is known to be a JSON object. */
    private static String original(String payload) {
        try (JsonParser parser = WireJson.FACTORY.createParser(payload)) {
            parser.nextToken();
            while (!KEY.equals(parser.nextFieldName())) {
                parser.nextToken();
                parser.skipChildren();
            }
            parser.nextToken();
            int from = (int) parser.currentTokenLocation().getCharOffset();
            parser.skipChildren();
            return payload.substring(from, (int) parser.currentTokenLocation().getCharOffset() + 1);
        } catch (IOException e) {
            throw new UncheckedIOException("JSON that was read before cannot be read again", e);
        }
    }
}
