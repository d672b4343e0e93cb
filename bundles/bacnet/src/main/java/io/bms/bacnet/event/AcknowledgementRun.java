// SPDX-License-Identifier: GPL-3.0-only
package io.bms.bacnet.event;

import com.serotonin.bacnet4j.service.confirmed.AcknowledgeAlarmRequest;
import com.serotonin.bacnet4j.service.confirmed.ConfirmedRequestService;
import com.serotonin.bacnet4j.type.Encodable;
import com.serotonin.bacnet4j.type.constructed.DateTime;
import com.serotonin.bacnet4j.type.constructed.TimeStamp;
import com.serotonin.bacnet4j.type.enumerated.ErrorCode;
import com.serotonin.bacnet4j.type.primitive.CharacterString;
import com.serotonin.bacnet4j.type.primitive.ObjectIdentifier;
import com.serotonin.bacnet4j.type.primitive.UnsignedInteger;
import com.serotonin.bacnet4j.util.sero.ByteQueue;
import io.bms.api.Failure;
import io.bms.api.driver.AcknowledgeOutcome;
import io.bms.api.driver.EventAcknowledgement;
import io.bms.api.driver.EventState;
import io.bms.bacnet.link.Target;
import io.bms.bacnet.request.Patience;
import io.bms.bacnet.request.RequestOutcome;
import io.bms.bacnet.request.Requests;
import io.bms.bacnet.settings.BacnetSettings;
import io.bms.bacnet.value.DeviceRefusal;
import java.time.Clock;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/**
 * Tells one device that somebody has seen a change of state (AcknowledgeAlarm, ASHRAE 135, 13.5). Thread:
 * bms-bacnet-worker.
 */
public final class AcknowledgementRun {
    /** The process that the gateway says it is. */
    private static final UnsignedInteger PROCESS = new UnsignedInteger(1);

    private static final int LONGEST_SOURCE = 60;
    private static final byte OPENING_3 = 0x3e;
    private static final byte CLOSING_3 = 0x3f;

    private final Target target;
    private final ObjectIdentifier object;
    private final EventAcknowledgement acknowledgement;
    private final Requests requests;
    private final Patience patience;
    private final Clock clock;

    public AcknowledgementRun(
            Target target,
            ObjectIdentifier object,
            EventAcknowledgement acknowledgement,
            Requests requests,
            BacnetSettings settings,
            Clock clock) {
        this.target = target;
        this.object = object;
        this.acknowledgement = acknowledgement;
        this.requests = requests;
        this.clock = clock;
        patience = Patience.read(settings);
    }

    /** A device that knows no other off-normal state than that itself is told so, once. */
    public CompletionStage<AcknowledgeOutcome> run() {
        EventState state = acknowledgement.transition().state();
        return ask(state)
                .thenCompose(outcome -> {
                    boolean again = outcome.refusal()
                                    .filter(why -> why.isError(ErrorCode.invalidEventState))
                                    .isPresent()
                            && state.transition() == EventState.Transition.TO_OFFNORMAL
                            && !state.equals(EventState.OFFNORMAL);
                    return again ? ask(EventState.OFFNORMAL) : CompletableFuture.completedFuture(outcome);
                })
                .thenApply(this::result);
    }

    private CompletionStage<RequestOutcome> ask(EventState state) {
        return requests.ask(target, request(state), patience);
    }

    private ConfirmedRequestService request(EventState state) {
        byte[] stamp = TimeStamps.octets(acknowledgement.transition().stamp());
        com.serotonin.bacnet4j.type.enumerated.EventState acknowledged =
                com.serotonin.bacnet4j.type.enumerated.EventState.forId(state.number());
        CharacterString source = new CharacterString(source(acknowledgement.by()));
        TimeStamp now = new TimeStamp(new DateTime(clock.millis()));
        return new AcknowledgeAlarmRequest(PROCESS, object, acknowledged, TimeStamp.UNSPECIFIED_SEQUENCE, source, now) {
            @Override
            public void write(ByteQueue queue) {
                Encodable.write(queue, PROCESS, 0);
                Encodable.write(queue, object, 1);
                Encodable.write(queue, acknowledged, 2);
                queue.push(OPENING_3);
                queue.push(stamp);
                queue.push(CLOSING_3);
                Encodable.write(queue, source, 4);
                Encodable.write(queue, now, 5);
            }
        };
    }

    /** In ASCII, which each device can read. */
    private static String source(String by) {
        String ascii = by.replaceAll("[^\\x20-\\x7e]", "?");
        return ascii.substring(0, Math.min(ascii.length(), LONGEST_SOURCE));
    }

    private AcknowledgeOutcome result(RequestOutcome outcome) {
        if (outcome.isDone()) {
            return new AcknowledgeOutcome.Taken();
        }
        Optional<DeviceRefusal> refusal = outcome.refusal();
        if (refusal.isEmpty()) {
            return new AcknowledgeOutcome.Refused(outcome.reading().failure().orElseThrow());
        }
        return new AcknowledgeOutcome.Refused(new Failure(code(refusal.get()), words(refusal.get())));
    }

    private static io.bms.api.ErrorCode code(DeviceRefusal why) {
        if (why.isError(ErrorCode.invalidTimeStamp)) {
            return io.bms.api.ErrorCode.CONFLICT;
        }
        return why.isPassing() ? io.bms.api.ErrorCode.BUSY : io.bms.api.ErrorCode.DEVICE_ERROR;
    }

    private static String words(DeviceRefusal why) {
        return "The device did not take the acknowledgement: " + why.words();
    }
}
