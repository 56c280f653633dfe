package io.jenkins.plugins.awsreleasestages.emulator;

import java.time.Duration;
import java.util.Arrays;
import java.util.function.BiFunction;
import java.util.function.IntPredicate;

/** What goes wrong with which calls of an operation. Without a number it is every call. */
public final class Fault {

    enum Kind {
        NONE,
        ANSWER,
        RESET_BEFORE_FORWARDING,
        RESET_AFTER_FORWARDING,
        BREAK_OFF,
        HANG
    }

    private final String operation;
    private int seen;
    private IntPredicate which = n -> true;
    private Kind kind = Kind.NONE;
    private String name = "";
    private Duration delay = Duration.ZERO;
    private int bytesOfAnswer;
    private Runnable meanwhile = () -> {};
    private BiFunction<Protocol, String, byte[]> answer;

    Fault(String operation) {
        this.operation = operation;
    }

    /** Only the n-th matching call from now, counted from 1. */
    public Fault nth(int n) {
        which = seenNow -> seenNow == n;
        return this;
    }

    public Fault first(int calls) {
        which = seenNow -> seenNow <= calls;
        return this;
    }

    public Fault from(int n) {
        which = seenNow -> seenNow >= n;
        return this;
    }

    /** Done while the client waits: before it is answered or cut off, and after the call was forwarded, if it is at all. */
    public Fault meanwhile(Runnable task) {
        meanwhile = task;
        return this;
    }

    public void throttle() {
        answer("throttled", (protocol, name) -> protocol.throttled());
    }

    public void failInternally() {
        answer("500", (protocol, name) -> protocol.internalError());
    }

    public void expireToken() {
        answer("expired token", (protocol, name) -> protocol.expiredToken());
    }

    public void denyAccess() {
        answer("access denied", Protocol::accessDenied);
    }

    public void fail(int status, String code, String message) {
        answer(code, (protocol, name) -> protocol.error(status, code, message));
    }

    /** The call never arrives. */
    public void resetBeforeForwarding() {
        is(Kind.RESET_BEFORE_FORWARDING, "reset before forwarding");
    }

    /** The call is carried out, its answer is lost. */
    public void resetAfterForwarding() {
        is(Kind.RESET_AFTER_FORWARDING, "reset after forwarding");
    }

    /** The call is carried out; of its answer only so many bytes arrive, headers included. */
    public void breakOffAfter(int bytes) {
        bytesOfAnswer = bytes;
        is(Kind.BREAK_OFF, "answer broken off");
    }

    /** The call never arrives, and nothing is ever answered. */
    public void hang() {
        is(Kind.HANG, "hang");
    }

    /** The call is carried out, later. */
    public void delay(Duration by) {
        delay = by;
        is(Kind.NONE, "delayed");
    }

    private void answer(String named, BiFunction<Protocol, String, byte[]> made) {
        answer = made;
        is(Kind.ANSWER, named);
    }

    private void is(Kind what, String named) {
        name = named;
        kind = what;
    }

    boolean applies(String called) {
        boolean matches = operation.equals("*")
                || operation.equals(called)
                || operation.endsWith(".*") && called.startsWith(operation.substring(0, operation.length() - 1));
        return matches && which.test(++seen);
    }

    Kind kind() {
        return kind;
    }

    String name() {
        return name;
    }

    Runnable meanwhile() {
        return meanwhile;
    }

    Duration delay() {
        return delay;
    }

    byte[] brokenOff(byte[] response) {
        return Arrays.copyOf(response, Math.min(response.length, bytesOfAnswer));
    }

    byte[] answer(HttpRequest request, String called) {
        return answer.apply(Protocol.of(request), called);
    }
}
