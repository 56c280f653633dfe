package io.jenkins.plugins.awsreleasestages.template;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.Arrays;

/**
 * Compresses by RFC 1951, always to the same bytes. {@link java.util.zip.Deflater} does not promise that: it is the
 * zlib of the machine, and zlib's builds differ in what they find.
 *
 * <p>Each block is either compressed with the fixed codes of RFC 1951, 3.2.6, or stored when that is shorter.
 */
final class Deflate {

    private static final int BLOCK = 32 * 1024;
    private static final int WINDOW = 32 * 1024;
    private static final int SHORTEST = 4;
    private static final int LONGEST = 258;

    /** How many earlier places are tried for each match: more is slower and a little smaller. */
    private static final int TRIES = 32;

    private static final int HASH_BITS = 15;

    private static final int[] LENGTH_BASE = new int[29];
    private static final int[] LENGTH_EXTRA = new int[29];
    private static final int[] DISTANCE_BASE = new int[30];
    private static final int[] DISTANCE_EXTRA = new int[30];

    static {
        int base = 3;
        for (int code = 0; code < 28; code++) {
            LENGTH_EXTRA[code] = code < 8 ? 0 : code / 4 - 1;
            LENGTH_BASE[code] = base;
            base += 1 << LENGTH_EXTRA[code];
        }
        LENGTH_BASE[28] = LONGEST;
        base = 1;
        for (int code = 0; code < 30; code++) {
            DISTANCE_EXTRA[code] = code < 4 ? 0 : code / 2 - 1;
            DISTANCE_BASE[code] = base;
            base += 1 << DISTANCE_EXTRA[code];
        }
    }

    private final OutputStream out;

    /** The last window and the block after it, so that a match may reach back over the block's begin. */
    private final byte[] data = new byte[WINDOW + BLOCK];

    private final int[] head = new int[1 << HASH_BITS];
    private final int[] previous = new int[WINDOW];
    private int filled;

    private long written;

    private long bits;
    private int bitCount;

    private Deflate(OutputStream out) {
        this.out = out;
    }

    /** @return how many bytes were written */
    static long compress(InputStream in, OutputStream out) throws IOException {
        return new Deflate(out).run(in);
    }

    private long run(InputStream in) throws IOException {
        Arrays.fill(head, -1);
        int start = 0;
        boolean last = false;
        byte[] next = in.readNBytes(BLOCK);
        while (!last) {
            byte[] block = next;
            next = block.length < BLOCK ? new byte[0] : in.readNBytes(BLOCK);
            last = next.length == 0;
            if (start + block.length > data.length) {
                start = slide(start);
            }
            System.arraycopy(block, 0, data, start, block.length);
            filled = start + block.length;
            block(start, last);
            start = filled;
        }
        flush();
        return written;
    }

    /** Forgets what no match can reach any more. */
    private int slide(int start) {
        int drop = start - WINDOW;
        System.arraycopy(data, drop, data, 0, WINDOW);
        for (int i = 0; i < head.length; i++) {
            head[i] = Math.max(-1, head[i] - drop);
        }
        int[] moved = new int[WINDOW];
        Arrays.fill(moved, -1);
        for (int at = drop; at < start; at++) {
            moved[(at - drop) % WINDOW] = Math.max(-1, previous[at % WINDOW] - drop);
        }
        System.arraycopy(moved, 0, previous, 0, WINDOW);
        return WINDOW;
    }

    private void block(int start, boolean last) throws IOException {
        int[] lengths = new int[filled - start];
        int[] distances = new int[filled - start];
        int count = 0;
        long size = 0;
        int at = start;
        while (at < filled) {
            int distance = match(at);
            int length = distance == 0 ? 1 : length(at, distance);
            lengths[count] = distance == 0 ? data[at] & 0xff : length;
            distances[count] = distance;
            size += distance == 0 ? (lengths[count] < 144 ? 8 : 9) : matchBits(length, distance);
            for (int i = 0; i < length; i++) {
                remember(at + i);
            }
            at += length;
            count++;
        }
        if (size + 7 >= (filled - start + 4) * 8L) {
            stored(start, last);
        } else {
            compressed(lengths, distances, count, last);
        }
    }

    private int hash(int at) {
        int word = (data[at] & 0xff) | (data[at + 1] & 0xff) << 8 | (data[at + 2] & 0xff) << 16 | data[at + 3] << 24;
        return word * 0x9E3779B1 >>> 32 - HASH_BITS;
    }

    private void remember(int at) {
        if (at + SHORTEST <= filled) {
            int hash = hash(at);
            previous[at % WINDOW] = head[hash];
            head[hash] = at;
        }
    }

    /** @return how far back the longest match begins; 0 when there is none */
    private int match(int at) {
        if (at + SHORTEST > filled) {
            return 0;
        }
        int best = 0;
        int longest = SHORTEST - 1;
        int candidate = head[hash(at)];
        for (int tries = 0; tries < TRIES && candidate >= 0 && at - candidate <= WINDOW - 1; tries++) {
            // A longer match has to go on where the longest one ended: a cheap look before the dear one.
            if (at + longest < filled && data[candidate + longest] == data[at + longest]) {
                int length = length(at, at - candidate);
                if (length > longest) {
                    longest = length;
                    best = at - candidate;
                }
            }
            if (longest == LONGEST) {
                break;
            }
            int earlier = previous[candidate % WINDOW];
            if (earlier >= candidate) {
                break;
            }
            candidate = earlier;
        }
        return best;
    }

    private int length(int at, int distance) {
        int most = Math.min(LONGEST, filled - at);
        int length = 0;
        while (length < most && data[at + length] == data[at + length - distance]) {
            length++;
        }
        return length;
    }

    private static int code(int[] bases, int value) {
        int found = Arrays.binarySearch(bases, value);
        return found >= 0 ? found : -found - 2;
    }

    private static int matchBits(int length, int distance) {
        int l = code(LENGTH_BASE, length);
        int d = code(DISTANCE_BASE, distance);
        return (l < 23 ? 7 : 8) + LENGTH_EXTRA[l] + 5 + DISTANCE_EXTRA[d];
    }

    private void compressed(int[] lengths, int[] distances, int count, boolean last) throws IOException {
        bits(last ? 1 : 0, 1);
        bits(1, 2);
        for (int i = 0; i < count; i++) {
            if (distances[i] == 0) {
                symbol(lengths[i]);
                continue;
            }
            int l = code(LENGTH_BASE, lengths[i]);
            symbol(257 + l);
            bits(lengths[i] - LENGTH_BASE[l], LENGTH_EXTRA[l]);
            int d = code(DISTANCE_BASE, distances[i]);
            huffman(d, 5);
            bits(distances[i] - DISTANCE_BASE[d], DISTANCE_EXTRA[d]);
        }
        symbol(256);
    }

    /** RFC 1951, 3.2.6. */
    private void symbol(int symbol) throws IOException {
        if (symbol < 144) {
            huffman(0x30 + symbol, 8);
        } else if (symbol < 256) {
            huffman(0x190 + symbol - 144, 9);
        } else if (symbol < 280) {
            huffman(symbol - 256, 7);
        } else {
            huffman(0xC0 + symbol - 280, 8);
        }
    }

    private void stored(int start, boolean last) throws IOException {
        int length = filled - start;
        bits(last ? 1 : 0, 1);
        bits(0, 2);
        flush();
        bits(length, 16);
        bits(~length & 0xffff, 16);
        out.write(data, start, length);
        written += length;
    }

    /** Codes go out with their highest bit first, everything else with the lowest. */
    private void huffman(int code, int length) throws IOException {
        bits(Integer.reverse(code) >>> 32 - length, length);
    }

    private void bits(int value, int count) throws IOException {
        bits |= (long) value << bitCount;
        bitCount += count;
        while (bitCount >= 8) {
            out.write((int) bits & 0xff);
            written++;
            bits >>>= 8;
            bitCount -= 8;
        }
    }

    private void flush() throws IOException {
        if (bitCount > 0) {
            bits(0, 8 - bitCount);
        }
    }
}
