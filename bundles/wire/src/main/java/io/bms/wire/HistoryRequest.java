// SPDX-License-Identifier: GPL-3.0-only
package io.bms.wire;

import io.bms.api.command.Command;
import io.bms.api.command.Command.GetHistory.Form;
import io.bms.api.point.PointId;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;

/** Decodes get_history. */
final class HistoryRequest {
    private HistoryRequest() {}

    static Command decode(RequestFields fields) throws RefusalException {
        List<PointId> points = fields.list("point_ids", PointIds::element)
                .orElseThrow(() ->
                        new RefusalException("point_ids is missing; name the points, as in [\"12345.analogInput.1\"]"));
        Optional<String> from = fields.text("from");
        if (from.isEmpty()) {
            throw new RefusalException("from is missing; send the time from which on you want history");
        }
        Optional<String> to = fields.text("to");
        Optional<Instant> end = to.isEmpty() ? Optional.empty() : Optional.of(Times.parse("to", to.get()));
        Form form = form(fields);
        try {
            return new Command.GetHistory(
                    points.stream().distinct().toList(), Times.parse("from", from.get()), end, form);
        } catch (IllegalArgumentException e) {
            throw new RefusalException(e.getMessage());
        }
    }

    private static Form form(RequestFields fields) throws RefusalException {
        OptionalInt limit = fields.whole("limit", 1, Form.MAX_ENTRIES);
        OptionalInt buckets = fields.whole("buckets", 1, Form.MAX_ENTRIES);
        Optional<String> cursor = fields.text("cursor");
        if (buckets.isEmpty()) {
            return new Form.Samples(limit.orElse(Form.Samples.DEFAULT_LIMIT), cursor);
        }
        if (limit.isPresent() || cursor.isPresent()) {
            throw new RefusalException("buckets come whole; send either buckets, or limit and cursor");
        }
        return new Form.Buckets(buckets.getAsInt());
    }
}
