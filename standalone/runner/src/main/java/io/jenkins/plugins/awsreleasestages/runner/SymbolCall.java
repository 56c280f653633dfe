package io.jenkins.plugins.awsreleasestages.runner;

import java.io.Serializable;
import java.util.Map;

/** What {@code gitRepository(url: '…')} is before anybody knows which kind of thing is wanted there. */
public final class SymbolCall implements Serializable {
    private static final long serialVersionUID = 1L;

    private final String symbol;
    private final Map<String, Object> arguments;

    SymbolCall(String symbol, Map<String, Object> arguments) {
        this.symbol = symbol;
        this.arguments = arguments;
    }

    String symbol() {
        return symbol;
    }

    Map<String, Object> arguments() {
        return arguments;
    }

    @Override
    public String toString() {
        return symbol + "(…)";
    }
}
