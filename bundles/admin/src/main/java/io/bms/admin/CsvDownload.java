// SPDX-License-Identifier: GPL-3.0-only
package io.bms.admin;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import javax.servlet.AsyncContext;
import javax.servlet.ServletOutputStream;
import javax.servlet.WriteListener;
import javax.servlet.http.HttpServletRequest;
import javax.servlet.http.HttpServletResponse;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Sends a history as CSV, page after page, as fast as its reader takes it. No thread waits for the reader, nor for the
 * next page; a reader who takes nothing for as long as the web port lets a connection be idle loses it.
 *
 * <p>Thread: any of the web port's, one at a time: either the container waits for the reader, or this for a page.
 */
final class CsvDownload implements WriteListener {
    private static final String FAILURE = "io.bms.admin.broken-off";
    private static final Logger LOG = LoggerFactory.getLogger(CsvDownload.class);

    private final AsyncContext async;
    private final ServletOutputStream out;
    private final HistoryCsv csv;
    private final Pages pages;
    private final Runnable end;
    private Optional<byte[]> next = Optional.empty();
    private Optional<JsonNode> cursor = Optional.empty();

    /** Where the pages come from. */
    interface Pages {
        /** @return completes with the page that the cursor names, or exceptionally; never waits */
        CompletionStage<ObjectNode> at(JsonNode cursor);
    }

    /** @param end run once this is over, however; may be run more than once */
    CsvDownload(AsyncContext async, HistoryCsv csv, Pages pages, Runnable end) throws IOException {
        this.async = async;
        this.out = async.getResponse().getOutputStream();
        this.csv = csv;
        this.pages = pages;
        this.end = end;
    }

    /**
     * Ends the connection of a download whose {@link #failed next page did not come}, or says so if nothing of it was
     * sent; does nothing for other requests.
     */
    static void breakOff(HttpServletRequest request, HttpServletResponse response) throws ApiException, IOException {
        if (request.getAttribute(FAILURE) instanceof Throwable failure) {
            if (!response.isCommitted()) {
                throw ApiException.failed(failure);
            }
            throw new IOException("the history broke off: " + failure.getMessage(), failure);
        }
    }

    /** Sends the head and the first page, and then what follows it. */
    void start(String head, ObjectNode first) {
        // A large history takes as long as its reader wants.
        async.setTimeout(0);
        take(head, first);
        out.setWriteListener(this);
    }

    private void take(String before, ObjectNode page) {
        next = Optional.of((before + csv.rows(page)).getBytes(UTF_8));
        cursor = Optional.ofNullable(page.get("cursor"));
    }

    @Override
    public void onWritePossible() throws IOException {
        while (out.isReady()) {
            if (next.isPresent()) {
                byte[] rows = next.get();
                next = Optional.empty();
                out.write(rows);
            } else if (cursor.isPresent()) {
                fetch(cursor.get());
                return;
            } else {
                end.run();
                async.complete();
                return;
            }
        }
    }

    private void fetch(JsonNode at) {
        pages.at(at).whenComplete((page, failure) -> {
            try {
                async.start(() -> fetched(page, failure));
            } catch (IllegalStateException e) {
                // The connection was closed meanwhile, and has been ended.
                end.run();
            }
        });
    }

    private void fetched(ObjectNode page, Throwable failure) {
        if (failure != null) {
            failed(failure);
            return;
        }
        take("", page);
        try {
            onWritePossible();
        } catch (IOException e) {
            onError(e);
        }
    }

    /**
     * A short file would look whole: an exception of a servlet's call breaks the connection off, or is a 500 if nothing
     * is sent.
     */
    private void failed(Throwable failure) {
        end.run();
        LOG.warn("a history that was being sent broke off", failure);
        async.getRequest().setAttribute(FAILURE, failure);
        async.dispatch();
    }

    @Override
    public void onError(Throwable gone) {
        end.run();
        LOG.debug("the reader of a history has gone", gone);
        try {
            async.complete();
        } catch (IllegalStateException e) {
            LOG.debug("the container has ended it", e);
        }
    }
}
