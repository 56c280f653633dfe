package io.jenkins.plugins.awsreleasestages.aws.codebuild;

import io.jenkins.plugins.awsreleasestages.aws.AwsFailures;
import io.jenkins.plugins.awsreleasestages.aws.AwsSession;
import io.jenkins.plugins.awsreleasestages.aws.codebuild.BuildAction.Answer.LogPages;
import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import java.util.zip.GZIPInputStream;
import software.amazon.awssdk.core.exception.SdkClientException;
import software.amazon.awssdk.services.s3.model.S3Exception;

/**
 * Reads the log that a build leaves in S3: plain text or gzip, which its first bytes tell. The token is how many bytes of
 * text were read: {@code plain 1024}, {@code gzip 1024}.
 */
final class BuildLogObject {

    private static final int BYTES_A_LOOK = 4 << 20;
    /** To get to where the last look ended, the object is unpacked from its beginning, so each look takes more of it. */
    private static final int UNPACKED_BYTES_A_LOOK = 16 << 20;

    private static final int TAIL_BYTES = 256 << 10;
    private static final int NOT_THERE = 404;
    private static final int NOTHING_NEW = 416;
    private static final int NOT_ALLOWED = 403;

    private BuildLogObject() {}

    private record Position(boolean packed, long read) {
        static Position of(String token) {
            return token == null
                    ? null
                    : new Position(token.startsWith("gzip"), Long.parseLong(token.substring(token.indexOf(' ') + 1)));
        }

        Position plus(long bytes) {
            return new Position(packed, read + bytes);
        }

        String token() {
            return (packed ? "gzip " : "plain ") + read;
        }
    }

    /** @param ended until then the object need not be there; without the right to list the bucket, S3 says 403 of that */
    static LogPages read(AwsSession session, LogPlace place, String token, boolean ended) {
        Position position = Position.of(token);
        if (position == null) {
            byte[] first = bytes(session, place, "bytes=0-1", ended);
            if (first == null || first.length < 2) {
                return LogPages.of(List.of(), null, false);
            }
            position = new Position((first[0] & 0xff) == 0x1f && (first[1] & 0xff) == 0x8b, 0);
        }
        return position.packed() ? packed(session, place, position, ended) : plain(session, place, position, ended);
    }

    /** The last {@code TAIL_BYTES} of the text. */
    static List<String> tail(AwsSession session, LogPlace place) {
        byte[] end = bytes(session, place, "bytes=-" + TAIL_BYTES, true);
        if (end == null) {
            return List.of();
        }
        LogPages all = read(session, place, null, true);
        if (all.token() == null || !Position.of(all.token()).packed()) {
            return List.of(text(afterFirstCharacter(end)));
        }
        List<String> before = List.of();
        while (all.more()) {
            before = all.texts();
            all = read(session, place, all.token(), true);
        }
        return Stream.concat(before.stream(), all.texts().stream()).toList();
    }

    private static byte[] afterFirstCharacter(byte[] bytes) {
        int from = 0;
        while (from < Math.min(3, bytes.length) && isContinuation(bytes[from])) {
            from++;
        }
        return Arrays.copyOfRange(bytes, from, bytes.length);
    }

    private static LogPages plain(AwsSession session, LogPlace place, Position position, boolean ended) {
        String range = "bytes=" + position.read() + "-" + (position.read() + BYTES_A_LOOK - 1);
        byte[] found = bytes(session, place, range, ended);
        if (found == null || found.length == 0) {
            return LogPages.of(List.of(), position.token(), false);
        }
        boolean more = found.length == BYTES_A_LOOK;
        // At the very end there is nothing to wait for.
        int whole = ended && !more ? found.length : whole(found, found.length);
        return LogPages.of(pieces(found, whole), position.plus(whole).token(), more);
    }

    private static LogPages packed(AwsSession session, LogPlace place, Position position, boolean ended) {
        return AwsFailures.call(session, "Reading the log " + place, () -> {
            try (InputStream object = session.s3()
                            .getObject(r -> r.bucket(place.container()).key(place.name()));
                    InputStream text = new GZIPInputStream(object, 1 << 16)) {
                text.skipNBytes(position.read());
                byte[] found = upTo(text, UNPACKED_BYTES_A_LOOK);
                boolean more = found.length == UNPACKED_BYTES_A_LOOK;
                int whole = ended && !more ? found.length : whole(found, found.length);
                return LogPages.of(pieces(found, whole), position.plus(whole).token(), more);
            } catch (EOFException e) {
                return LogPages.of(List.of(), position.token(), false);
            } catch (IOException e) {
                throw SdkClientException.create("the log was cut off: " + e.getMessage(), e);
            }
        });
    }

    /** An object that is still being written may end in the middle. */
    private static byte[] upTo(InputStream text, int most) throws IOException {
        ByteArrayOutputStream found = new ByteArrayOutputStream();
        byte[] buffer = new byte[1 << 16];
        try {
            while (found.size() < most) {
                int count = text.read(buffer, 0, Math.min(buffer.length, most - found.size()));
                if (count < 0) {
                    break;
                }
                found.write(buffer, 0, count);
            }
        } catch (EOFException e) {
            // What there is so far; the rest at the next look.
        }
        return found.toByteArray();
    }

    /** @return null where there is nothing (more) yet */
    private static byte[] bytes(AwsSession session, LogPlace place, String range, boolean ended) {
        return AwsFailures.call(session, "Reading the log " + place, () -> {
            try {
                return session.s3()
                        .getObjectAsBytes(r ->
                                r.bucket(place.container()).key(place.name()).range(range))
                        .asByteArrayUnsafe();
            } catch (S3Exception e) {
                boolean notYet = e.statusCode() == NOT_THERE
                        || e.statusCode() == NOTHING_NEW
                        || e.statusCode() == NOT_ALLOWED && !ended && "AccessDenied".equals(AwsFailures.code(e));
                if (notYet) {
                    return null;
                }
                throw e;
            } catch (UncheckedIOException e) {
                throw SdkClientException.create("the log was cut off: " + e.getMessage(), e);
            }
        });
    }

    private static List<String> pieces(byte[] found, int whole) {
        return whole == 0 ? List.of() : List.of(text(Arrays.copyOf(found, whole)));
    }

    private static String text(byte[] bytes) {
        return new String(bytes, StandardCharsets.UTF_8);
    }

    /** How many of the bytes are whole characters of UTF-8: the last may have been cut. */
    static int whole(byte[] bytes, int count) {
        int lead = count - 1;
        while (lead > Math.max(0, count - 4) && isContinuation(bytes[lead])) {
            lead--;
        }
        if (lead < 0) {
            return count;
        }
        int wanted = length(bytes[lead]);
        return lead + wanted > count ? lead : count;
    }

    private static boolean isContinuation(byte b) {
        return (b & 0xc0) == 0x80;
    }

    private static int length(byte lead) {
        if ((lead & 0xe0) == 0xc0) {
            return 2;
        }
        if ((lead & 0xf0) == 0xe0) {
            return 3;
        }
        return (lead & 0xf8) == 0xf0 ? 4 : 1;
    }
}
