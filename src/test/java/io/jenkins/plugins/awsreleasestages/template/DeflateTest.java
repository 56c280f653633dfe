package io.jenkins.plugins.awsreleasestages.template;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Random;
import java.util.zip.Inflater;
import java.util.zip.InflaterInputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class DeflateTest {

    @ParameterizedTest
    @ValueSource(
            ints = {
                0, 1, 2, 3, 4, 5, 257, 258, 259, 260, 32_767, 32_768, 32_769, 65_535, 65_536, 65_537, 98_304, 300_000
            })
    void anySizeComesBack(int size) throws IOException {
        Random random = new Random(size);
        byte[] noise = new byte[size];
        random.nextBytes(noise);
        comesBack(noise);
        comesBack(new byte[size]);
        comesBack(text(random, size));
        comesBack(repeated(random, size));
    }

    @Test
    void anyContentComesBack() throws IOException {
        Random random = new Random(7);
        for (int i = 0; i < 300; i++) {
            byte[] content = new byte[random.nextInt(150_000)];
            int letters = 1 + random.nextInt(255);
            for (int at = 0; at < content.length; ) {
                int copy = random.nextInt(4) == 0 && at > 0 ? random.nextInt(400) : 0;
                int from = copy == 0 ? 0 : random.nextInt(at);
                for (int n = 0; n < copy && at < content.length; n++) {
                    content[at++] = content[from + n];
                }
                if (at < content.length) {
                    content[at++] = (byte) random.nextInt(letters);
                }
            }
            comesBack(content);
        }
    }

    @Test
    void aMatchMayLieAWholeWindowBack() throws IOException {
        for (int distance = 32_760; distance <= 32_775; distance++) {
            byte[] content = new byte[3 * distance];
            byte[] noise = new byte[distance];
            new Random(distance).nextBytes(noise);
            for (int i = 0; i < content.length; i++) {
                content[i] = noise[i % distance];
            }
            comesBack(content);
        }
    }

    @Test
    void theBytesAreTheSameEverywhereAndForever() throws IOException {
        byte[] text =
                "to be or not to be, that is the question: to be or not to be".getBytes(StandardCharsets.US_ASCII);
        assertThat(HexFormat.of().formatHex(compressed(text))).isEqualTo(EXPECTED);
    }

    /** zlib's own tools unpack it. Whoever changes it makes every stack's code look new once. */
    private static final String EXPECTED =
            "2bc957484a55c82f52c8cb2f51007374144a32124b14328b154a3252150a4b538b4b32f3f3ac2092282a01";

    @Test
    void textBecomesSmallAndNoiseHardlyLarger() throws IOException {
        byte[] noise = new byte[1_000_000];
        new Random(1).nextBytes(noise);
        assertThat(compressed(noise).length).isLessThan(noise.length + 200);
        assertThat(compressed(new byte[1_000_000]).length).isLessThan(10_000);
        byte[] code = code();
        assertThat(compressed(code).length).isLessThan(code.length / 2);
    }

    /** What most archives are full of. */
    private static byte[] code() throws IOException {
        StringBuilder code = new StringBuilder();
        Random random = new Random(3);
        String[] words = "def return import self for in range None True lambda event context json boto3".split(" ");
        while (code.length() < 500_000) {
            code.append("    ".repeat(random.nextInt(4)));
            for (int i = 0; i < 8; i++) {
                code.append(words[random.nextInt(words.length)]).append(' ');
            }
            code.append(random.nextInt(1000)).append('\n');
        }
        return code.toString().getBytes(StandardCharsets.UTF_8);
    }

    private static byte[] text(Random random, int size) {
        byte[] text = new byte[size];
        for (int i = 0; i < size; i++) {
            text[i] = (byte) ("etaoin shrdlu\n".charAt(random.nextInt(14)));
        }
        return text;
    }

    private static byte[] repeated(Random random, int size) {
        byte[] once = new byte[1 + random.nextInt(1000)];
        random.nextBytes(once);
        byte[] all = new byte[size];
        for (int i = 0; i < size; i++) {
            all[i] = once[i % once.length];
        }
        return all;
    }

    private static byte[] compressed(byte[] content) throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        long written = Deflate.compress(new ByteArrayInputStream(content), out);
        assertThat(written).isEqualTo(out.size());
        return out.toByteArray();
    }

    private static void comesBack(byte[] content) throws IOException {
        byte[] packed = compressed(content);
        try (InputStream in = new InflaterInputStream(new ByteArrayInputStream(packed), new Inflater(true))) {
            assertThat(Arrays.equals(in.readAllBytes(), content)).isTrue();
        }
    }
}
