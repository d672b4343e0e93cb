// SPDX-License-Identifier: GPL-3.0-only
package io.bms.timeseries.block;

import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.IntToLongFunction;
import java.util.stream.IntStream;

/**
 * A block: times, states and intervals as columns, then a column of values for each kind that occurs.
 * Every column is in the coding that is shortest for it.
 */
public final class BlockCodec {
    /** No block holds more, so that a damaged one cannot ask for all memory. */
    public static final int MOST_SAMPLES = 512;

    private static final int VERSION = 1;
    private static final int DIGITS_BITS = 4;
    private static final int NOT_DECIMAL = 15;

    private BlockCodec() {}

    /** @throws IllegalArgumentException they are more than {@link #MOST_SAMPLES} */
    public static byte[] encode(Readings readings) {
        int size = readings.size();
        if (size > MOST_SAMPLES) {
            throw new IllegalArgumentException(size + " samples are too many for a block of " + MOST_SAMPLES);
        }
        BitWriter out = new BitWriter();
        out.bits(VERSION, 8);
        out.number(size);
        Coding.writeShortest(column(size, readings::time), out, Coding.STEPS_OF_STEPS, Coding.STEPS);
        Coding.writeShortest(column(size, readings::state), out, Coding.RUNS, Coding.STEPS);
        Coding.writeShortest(column(size, readings::interval), out, Coding.RUNS, Coding.STEPS);
        for (Kind kind : Kind.values()) {
            int[] where = where(kind, readings);
            if (where.length > 0) {
                writeValues(kind, where, readings, out);
            }
        }
        return out.toBytes();
    }

    /** @throws IllegalArgumentException these are not the bytes of a block */
    public static Readings decode(byte[] bytes) {
        BitReader in = new BitReader(bytes);
        long version = in.bits(8);
        if (version != VERSION) {
            throw new IllegalArgumentException("a block is of version " + version + "; this gateway knows " + VERSION);
        }
        int size = in.size(MOST_SAMPLES);
        long[] times = Coding.read(in, size);
        long[] states = Coding.read(in, size);
        long[] intervals = Coding.read(in, size);
        long[] bits = new long[size];
        String[] texts = new String[size];
        readValues(in, states, bits, texts);
        return new Readings(times, states, intervals, bits, texts);
    }

    private static void writeValues(Kind kind, int[] where, Readings readings, BitWriter out) {
        if (kind == Kind.TEXT) {
            writeTexts(where, readings, out);
            return;
        }
        long[] column = column(where.length, i -> readings.bits(where[i]));
        switch (kind) {
            case REAL -> writeNumbers(kind, column, out, Coding.XOR_32);
            case DOUBLE -> writeNumbers(kind, column, out, Coding.XOR_64);
            case INTEGER, BOOL -> Coding.writeShortest(column, out, Coding.RUNS, Coding.STEPS);
            default -> {}
        }
    }

    private static void readValues(BitReader in, long[] states, long[] bits, String[] texts) {
        Arrays.fill(texts, "");
        int[] counts = new int[Kind.values().length];
        for (long state : states) {
            counts[State.kind((int) state).ordinal()]++;
        }
        for (Kind kind : Kind.values()) {
            int count = counts[kind.ordinal()];
            if (count == 0 || kind == Kind.NULL) {
                continue;
            }
            String[] words = kind == Kind.TEXT ? readWords(in, count) : new String[0];
            long[] column =
                    kind == Kind.REAL || kind == Kind.DOUBLE ? readNumbers(kind, in, count) : Coding.read(in, count);
            int next = 0;
            for (int i = 0; i < states.length; i++) {
                if (State.kind((int) states[i]) != kind) {
                    continue;
                }
                if (kind == Kind.TEXT) {
                    texts[i] = word(words, column[next++]);
                } else {
                    bits[i] = column[next++];
                }
            }
        }
    }

    private static void writeNumbers(Kind kind, long[] column, BitWriter out, Coding xor) {
        BitWriter best = new BitWriter();
        best.bits(NOT_DECIMAL, DIGITS_BITS);
        Coding.writeShortest(column, best, Coding.RUNS, xor);
        for (int digits = 0; digits <= Decimals.MOST_DIGITS; digits++) {
            Optional<long[]> whole = Decimals.whole(kind, column, digits);
            if (whole.isPresent()) {
                BitWriter decimal = new BitWriter();
                decimal.bits(digits, DIGITS_BITS);
                Coding.writeShortest(whole.get(), decimal, Coding.RUNS, Coding.STEPS);
                best = decimal.length() < best.length() ? decimal : best;
                break;
            }
        }
        out.append(best);
    }

    private static long[] readNumbers(Kind kind, BitReader in, int count) {
        int digits = (int) in.bits(DIGITS_BITS);
        long[] column = Coding.read(in, count);
        if (digits == NOT_DECIMAL) {
            return column;
        }
        if (digits > Decimals.MOST_DIGITS) {
            throw new IllegalArgumentException("a block holds decimals of " + digits + " digits");
        }
        for (int i = 0; i < count; i++) {
            column[i] = Decimals.bits(kind, column[i], digits);
        }
        return column;
    }

    /** Each text once, then which comes where. */
    private static void writeTexts(int[] where, Readings readings, BitWriter out) {
        Map<String, Integer> words = new LinkedHashMap<>();
        long[] column = column(where.length, i -> words.computeIfAbsent(readings.text(where[i]), word -> words.size()));
        out.number(words.size());
        for (String word : words.keySet()) {
            out.number(word.length());
            word.chars().forEach(out::number);
        }
        Coding.writeShortest(column, out, Coding.RUNS, Coding.STEPS);
    }

    private static String[] readWords(BitReader in, int most) {
        String[] words = new String[in.size(most)];
        for (int i = 0; i < words.length; i++) {
            char[] chars = new char[in.size(in.bytesLeft())];
            for (int c = 0; c < chars.length; c++) {
                chars[c] = (char) in.number();
            }
            words[i] = new String(chars);
        }
        return words;
    }

    private static String word(String[] words, long index) {
        if (index < 0 || index >= words.length) {
            throw new IllegalArgumentException("a block names its text " + index + " and holds " + words.length);
        }
        return words[(int) index];
    }

    private static int[] where(Kind kind, Readings readings) {
        return IntStream.range(0, readings.size())
                .filter(i -> State.kind(readings.state(i)) == kind)
                .toArray();
    }

    private static long[] column(int size, IntToLongFunction value) {
        long[] column = new long[size];
        for (int i = 0; i < size; i++) {
            column[i] = value.applyAsLong(i);
        }
        return column;
    }
}
