// SPDX-License-Identifier: GPL-3.0-only
package io.bms.bacnet.request;

import io.bms.bacnet.value.PropertyKey;
import java.util.List;
import java.util.Optional;

/**
 * Properties that are asked for in one request. What fails as a whole is asked for in parts: if each part can be had,
 * the whole was too much; if one property cannot be had even alone, it was that one. Thread: bms-bacnet-worker.
 */
public final class RequestPart {
    private final List<PropertyKey> keys;
    private final Optional<RequestPart> of;
    private final boolean trial;
    private Runnable lesson = () -> {};
    private int open;
    private boolean spoilt;

    private RequestPart(List<PropertyKey> keys, Optional<RequestPart> of, boolean trial) {
        this.keys = keys;
        this.of = of;
        this.trial = trial;
    }

    /** @param trial the request is larger than what the device has answered before */
    static RequestPart whole(List<PropertyKey> keys, boolean trial) {
        return new RequestPart(keys, Optional.empty(), trial);
    }

    /** @param ifEachCanBeHad runs if every piece can be had: the whole was too much */
    List<RequestPart> into(List<List<PropertyKey>> pieces, Runnable ifEachCanBeHad) {
        lesson = ifEachCanBeHad;
        open = pieces.size();
        return pieces.stream()
                .map(piece -> new RequestPart(piece, Optional.of(this), false))
                .toList();
    }

    List<PropertyKey> keys() {
        return keys;
    }

    int size() {
        return keys.size();
    }

    boolean isPiece() {
        return of.isPresent();
    }

    boolean isTrial() {
        return trial;
    }

    /** Something in it cannot be had with others, so that its failure teaches nothing about the size. */
    void spoil() {
        spoilt = true;
    }

    /** Everything in this part has been asked for. */
    void over() {
        of.ifPresent(whole -> whole.partOver(spoilt));
    }

    private void partOver(boolean spoiltPart) {
        spoilt |= spoiltPart;
        open--;
        if (open == 0) {
            if (!spoilt) {
                lesson.run();
            }
            over();
        }
    }
}
