// SPDX-License-Identifier: GPL-3.0-only
package io.bms.sparkplug.payload;

import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertThrows;
import static org.junit.Assert.assertTrue;

import io.bms.api.point.PointValue;
import java.math.BigInteger;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Date;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.Random;
import org.eclipse.tahu.message.SparkplugBPayloadDecoder;
import org.eclipse.tahu.message.SparkplugBPayloadEncoder;
import org.eclipse.tahu.message.model.DataSet;
import org.eclipse.tahu.message.model.DataSetDataType;
import org.eclipse.tahu.message.model.Metric.MetricBuilder;
import org.eclipse.tahu.message.model.MetricDataType;
import org.eclipse.tahu.message.model.SparkplugBPayload;
import org.eclipse.tahu.model.MetricDataTypeMap;
import org.junit.Test;

/** The codec against Eclipse Tahu's, both ways. */
public class PayloadTest {
    private static final Instant AT = Instant.parse("2026-01-01T00:00:00.123Z");

    /** A value of ours, its type, and what Tahu calls it. */
    private record Pair(DataType type, PointValue value, MetricDataType tahuType, Object tahuValue) {}

    private static final List<Pair> PAIRS = List.of(
            new Pair(DataType.FLOAT, new PointValue.Real(-21.5f), MetricDataType.Float, -21.5f),
            new Pair(DataType.DOUBLE, new PointValue.Double(1e300), MetricDataType.Double, 1e300),
            new Pair(DataType.BOOLEAN, new PointValue.Bool(true), MetricDataType.Boolean, true),
            new Pair(DataType.BOOLEAN, new PointValue.Bool(false), MetricDataType.Boolean, false),
            new Pair(DataType.STRING, new PointValue.Text("Zuluft °C"), MetricDataType.String, "Zuluft °C"),
            new Pair(DataType.STRING, new PointValue.Text(""), MetricDataType.String, ""),
            new Pair(DataType.INT32, new PointValue.Integer(-7), MetricDataType.Int32, -7),
            new Pair(
                    DataType.INT32, new PointValue.Integer(Integer.MIN_VALUE), MetricDataType.Int32, Integer.MIN_VALUE),
            new Pair(DataType.UINT32, new PointValue.Integer(4_294_967_295L), MetricDataType.UInt32, 4_294_967_295L),
            new Pair(DataType.INT64, new PointValue.Integer(-7), MetricDataType.Int64, -7L),
            new Pair(
                    DataType.UINT64,
                    new PointValue.Integer(Long.MAX_VALUE),
                    MetricDataType.UInt64,
                    BigInteger.valueOf(Long.MAX_VALUE)));

    @Test
    public void everyType_isReadByTahuAsItWasMeant() throws Exception {
        List<Metric> metrics = new ArrayList<>();
        for (int i = 0; i < PAIRS.size(); i++) {
            metrics.add(new Metric(
                    Optional.of("m" + i),
                    OptionalLong.of(1_000L + i),
                    Optional.of(AT),
                    Optional.of(PAIRS.get(i).type()),
                    i == 0,
                    PAIRS.get(i).value(),
                    Map.of("a", new PointValue.Text("b"), "Quality", new PointValue.Integer(192))));
        }
        byte[] bytes = PayloadEncoder.birth(new Payload(Optional.of(AT), OptionalInt.of(255), metrics));
        SparkplugBPayload read = new SparkplugBPayloadDecoder().buildFromByteArray(bytes, new MetricDataTypeMap());
        assertEquals(255L, (long) read.getSeq());
        assertEquals(Date.from(AT), read.getTimestamp());
        for (int i = 0; i < PAIRS.size(); i++) {
            var metric = read.getMetrics().get(i);
            assertEquals("m" + i, metric.getName());
            assertEquals(1_000L + i, (long) metric.getAlias());
            assertEquals(PAIRS.get(i).tahuType(), metric.getDataType());
            assertEquals(PAIRS.get(i).tahuValue(), metric.getValue());
            assertEquals(i == 0, metric.isHistorical());
            assertEquals("b", metric.getProperties().getPropertyValue("a").getValue());
            assertEquals(192, metric.getProperties().getPropertyValue("Quality").getValue());
        }
    }

    @Test
    public void whatTahuWrites_isRead() throws Exception {
        for (Pair pair : PAIRS) {
            var metric = new MetricBuilder(5L, pair.tahuType(), pair.tahuValue()).createMetric();
            byte[] bytes = new SparkplugBPayloadEncoder()
                    .getBytes(new SparkplugBPayload(Date.from(AT), List.of(metric), 3L), false);
            Payload read = PayloadDecoder.decode(bytes);
            assertEquals(Optional.of(AT), read.timestamp());
            assertEquals(OptionalInt.of(3), read.seq());
            Metric only = read.metrics().get(0);
            assertEquals(OptionalLong.of(5), only.alias());
            PointValue value = pair.type() == DataType.INT32
                    ? new PointValue.Integer((int) ((PointValue.Integer) only.value()).value())
                    : only.value();
            assertEquals(pair.type() + "", pair.value(), value);
        }
    }

    /** A data set among the metrics is read over, and so is a null. */
    @Test
    public void whatIsNotUsedHere_isReadOver() throws Exception {
        DataSet table = new DataSet.DataSetBuilder(1)
                .addColumnName("a")
                .addType(DataSetDataType.Int32)
                .createDataSet();
        byte[] bytes = new SparkplugBPayloadEncoder()
                .getBytes(
                        new SparkplugBPayload(
                                Date.from(AT),
                                List.of(
                                        new MetricBuilder("table", MetricDataType.DataSet, table).createMetric(),
                                        new MetricBuilder("none", MetricDataType.Float, null).createMetric(),
                                        new MetricBuilder("one", MetricDataType.Float, 1f).createMetric())),
                        false);
        List<Metric> read = PayloadDecoder.decode(bytes).metrics();
        assertEquals(PointValue.NULL, read.get(0).value());
        assertEquals(PointValue.NULL, read.get(1).value());
        assertEquals(new PointValue.Real(1), read.get(2).value());
    }

    @Test
    public void anyBytes_areReadOrRefused() throws Exception {
        byte[] good = PayloadEncoder.birth(new Payload(
                Optional.of(AT),
                OptionalInt.of(1),
                List.of(Metric.declared("a name", DataType.FLOAT, AT, new PointValue.Real(1)))));
        Random random = new Random(15);
        int refused = 0;
        for (int i = 0; i < 20_000; i++) {
            byte[] bad = Arrays.copyOf(good, random.nextInt(good.length + 1));
            for (int hit = 0; bad.length > 0 && hit < 3; hit++) {
                bad[random.nextInt(bad.length)] = (byte) random.nextInt();
            }
            try {
                PayloadDecoder.decode(bad);
            } catch (MalformedPayloadException e) {
                refused++;
            }
        }
        assertTrue("refused: " + refused, refused > 1_000);
        byte[] huge = {0x12, (byte) 0xFF, (byte) 0xFF, (byte) 0xFF, (byte) 0xFF, 0x7F};
        assertThrows(MalformedPayloadException.class, () -> PayloadDecoder.decode(huge));
    }

    @Test
    public void value_thatATypeCannotHold_isNone() {
        assertEquals(Optional.empty(), DataType.FLOAT.take(new PointValue.Real(Float.NaN)));
        assertEquals(Optional.empty(), DataType.UINT32.take(new PointValue.Integer(-1)));
        assertEquals(Optional.empty(), DataType.INT32.take(new PointValue.Real(1.5f)));
        assertEquals(Optional.empty(), DataType.BOOLEAN.take(new PointValue.Integer(2)));
        assertEquals(Optional.empty(), DataType.FLOAT.take(new PointValue.Text("1")));
        assertEquals(Optional.empty(), DataType.STRING.take(PointValue.NULL));
        assertEquals(Optional.of(new PointValue.Bool(true)), DataType.BOOLEAN.take(new PointValue.Integer(1)));
        assertEquals(Optional.of(new PointValue.Integer(3)), DataType.UINT32.take(new PointValue.Real(3)));
        assertEquals(Optional.of(new PointValue.Text("7")), DataType.STRING.take(new PointValue.Integer(7)));
        assertThrows(
                IllegalArgumentException.class,
                () -> PayloadEncoder.data(new Payload(
                        Optional.of(AT),
                        OptionalInt.of(1),
                        List.of(Metric.declared("m", DataType.BOOLEAN, AT, new PointValue.Real(1))))));
    }
}
