// SPDX-License-Identifier: GPL-3.0-only
package io.bms.monitoring;

import io.bms.api.ErrorCode;
import io.bms.api.Failure;
import io.bms.api.command.Command;
import io.bms.api.driver.PropertiesOutcome;
import io.bms.api.driver.ReadOutcome;
import io.bms.api.driver.WriteOutcome;
import io.bms.api.monitoring.Monitoring.ReadPath;
import io.bms.api.point.PointId;
import io.bms.api.point.PointValue;
import io.bms.api.point.Sample;
import io.bms.api.site.Point;
import io.bms.api.site.Site;
import io.bms.monitoring.QuestionExchange.Question;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Function;
import java.util.function.Supplier;

/** Reads and writes of single points that someone asks for; each goes by its device's lane. Thread: any. */
final class PointRequests {
    static final Duration DEADLINE = Duration.ofSeconds(30);

    private final LaneParts parts;
    private final Lanes lanes;
    private final OpenRequests requests;
    private final Supplier<Site> site;

    PointRequests(LaneParts parts, Lanes lanes, OpenRequests requests, Supplier<Site> site) {
        this.parts = parts;
        this.lanes = lanes;
        this.requests = requests;
        this.site = site;
    }

    CompletionStage<Sample> read(PointId id) {
        Optional<Point> point = site.get().point(id);
        if (point.isEmpty()) {
            return CompletableFuture.failedFuture(new IllegalArgumentException(unknown(id)));
        }
        if (parts.drivers().current().isEmpty()) {
            return CompletableFuture.completedFuture(
                    failed(point.get(), new Failure(ErrorCode.NOT_CONFIGURED, Configuring.NO_DRIVER)));
        }
        AtomicBoolean sent = new AtomicBoolean();
        CompletableFuture<Sample> answer =
                requests.open(DEADLINE, () -> failed(point.get(), late(id.deviceId(), sent.get())));
        parts.thread().post(() -> {
            if (!submit(id, lane -> new ReadExchange(parts, lane, point.get(), answer, sent))) {
                answer.complete(failed(point.get(), new Failure(ErrorCode.BUSY, busy(id.deviceId()))));
            }
        });
        return answer;
    }

    boolean knows(PointId id) {
        return site.get().point(id).isPresent();
    }

    CompletionStage<ReadPath> path(PointId id) {
        if (site.get().point(id).isEmpty()) {
            return CompletableFuture.failedFuture(new IllegalArgumentException(unknown(id)));
        }
        CompletableFuture<ReadPath> answer = requests.open(DEADLINE, () -> path(id, "not known", OptionalLong.empty()));
        parts.thread().post(() -> {
            Optional<Lane> lane = lanes.lane(id.deviceId());
            OptionalLong next = lane.map(found -> found.nextRead(id)).orElseGet(OptionalLong::empty);
            if (next.isEmpty() || parts.drivers().current().isEmpty()) {
                answer.complete(path(id, next.isEmpty() ? "not monitored" : "no driver", OptionalLong.empty()));
            } else {
                parts.drivers()
                        .current()
                        .get()
                        .readBy(lane.get().ref(), id)
                        .thenAccept(by -> answer.complete(path(id, by, next)));
            }
        });
        return answer;
    }

    private ReadPath path(PointId id, String by, OptionalLong nextNanos) {
        Optional<Instant> next = nextNanos.isEmpty()
                ? Optional.empty()
                : Optional.of(parts.clock()
                        .instant()
                        .plusNanos(nextNanos.getAsLong() - parts.thread().nanos()));
        return new ReadPath(by, parts.samples().lastSuccess(id), parts.samples().lastError(id), next);
    }

    /** @param onlyIfHeld as in {@link io.bms.api.driver.WriteRequest} */
    CompletionStage<WriteOutcome> write(Command.SetValueToPoint command, Optional<PointValue> onlyIfHeld) {
        Optional<Point> point = site.get().point(command.pointId());
        if (point.isEmpty()) {
            return refused(ErrorCode.UNKNOWN_POINT, unknown(command.pointId()));
        }
        if (parts.drivers().current().isEmpty()) {
            return refused(ErrorCode.NOT_CONFIGURED, Configuring.NO_DRIVER);
        }
        AtomicBoolean sent = new AtomicBoolean();
        CompletableFuture<WriteOutcome> answer = requests.open(DEADLINE, () -> late(command, sent.get()));
        parts.thread().post(() -> {
            if (!submit(
                    command.pointId(),
                    lane -> new WriteExchange(parts, lane, point.get(), command, onlyIfHeld, answer, sent))) {
                answer.complete(new WriteOutcome.Refused(
                        new Failure(ErrorCode.BUSY, busy(command.pointId().deviceId()))));
            }
        });
        return answer;
    }

    /** @param property empty: all that there is to say */
    CompletionStage<PropertiesOutcome> properties(PointId id, Optional<String> property) {
        if (site.get().point(id).isEmpty()) {
            return unasked(ErrorCode.UNKNOWN_POINT, unknown(id));
        }
        if (parts.drivers().current().isEmpty()) {
            return unasked(ErrorCode.NOT_CONFIGURED, Configuring.NO_DRIVER);
        }
        Question<PropertiesOutcome> question = new Question<>(
                (driver, device) -> property.map(name -> driver.property(device, id, name))
                        .orElseGet(() -> driver.properties(device, id)),
                PropertiesOutcome.Refused::new,
                outcome -> outcome.refusal().isEmpty());
        AtomicBoolean sent = new AtomicBoolean();
        CompletableFuture<PropertiesOutcome> answer =
                requests.open(DEADLINE, () -> new PropertiesOutcome.Refused(late(id.deviceId(), sent.get())));
        parts.thread().post(() -> {
            if (!submit(id, lane -> new QuestionExchange<>(lane, question, answer, sent))) {
                answer.complete(new PropertiesOutcome.Refused(new Failure(ErrorCode.BUSY, busy(id.deviceId()))));
            }
        });
        return answer;
    }

    private static CompletionStage<PropertiesOutcome> unasked(ErrorCode code, String message) {
        return CompletableFuture.completedFuture(new PropertiesOutcome.Refused(new Failure(code, message)));
    }

    static String busy(int deviceId) {
        return Lane.MAX_URGENT + " requests wait for device " + deviceId + " already; wait for their answers";
    }

    private boolean submit(PointId id, Function<Lane, Exchange<?>> exchange) {
        return lanes.lane(id.deviceId())
                .filter(lane -> lane.submit(exchange.apply(lane)))
                .isPresent();
    }

    /** The point could not be read now; that says nothing of the point, so only who asked is told. */
    private Sample failed(Point point, Failure failure) {
        return QualityRule.failed(
                new ReadOutcome.Failed(point.id(), failure, parts.clock().instant()), point.interval());
    }

    /** Why a request that only asks has no answer: nothing has changed, whether it was sent or not. */
    static Failure late(int deviceId, boolean sent) {
        return sent
                ? new Failure(ErrorCode.DEVICE_TIMEOUT, "device " + deviceId + " gave no answer in time; try again")
                : new Failure(
                        ErrorCode.BUSY,
                        "device " + deviceId + " was busy with other requests all the time, and was not asked;"
                                + " try again");
    }

    private static WriteOutcome late(Command.SetValueToPoint command, boolean sent) {
        int deviceId = command.pointId().deviceId();
        if (command.preview()) {
            return new WriteOutcome.Refused(late(deviceId, sent));
        }
        return new WriteOutcome.Refused(
                new Failure(
                        ErrorCode.DEVICE_TIMEOUT,
                        sent
                                ? "device " + deviceId
                                        + " gave no answer in time; the write may have taken effect, read the point"
                                : "the write was not sent, since device " + deviceId
                                        + " was busy all the time; send it again"),
                sent);
    }

    private static CompletionStage<WriteOutcome> refused(ErrorCode code, String message) {
        return CompletableFuture.completedFuture(new WriteOutcome.Refused(new Failure(code, message)));
    }

    private static String unknown(PointId id) {
        return "the site has no point " + id + "; check the id, or discover its device first";
    }
}
