package io.jenkins.plugins.awsreleasestages.runner;

import java.net.URI;
import java.net.URISyntaxException;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** The command line. */
record Options(
        Path jenkinsfile,
        Path home,
        Path workspace,
        boolean resume,
        String endpoint,
        GateMode gates,
        boolean plain,
        Map<String, String> params,
        Map<String, String> env) {

    static final String USAGE =
            """
            usage: run JENKINSFILE [--home DIR] [--resume] [--endpoint URL] [--approve|--reject]
                       [--param NAME=VALUE]... [--env NAME=VALUE]... [--workspace DIR] [--plain]

              --home DIR          where the run is kept; default: .jenkins-run beside the Jenkinsfile
              --resume            go on with the last run of that home
              --endpoint URL      talk to this address instead of AWS
              --approve           answer every gate with yes
              --reject            answer every gate with no
              --param NAME=VALUE  a parameter of the run
              --env NAME=VALUE    a variable of the environment; it is saved, so not for secrets
              --workspace DIR     where the steps work; default: workspace in the home
              --plain             no colours, no moving parts; so it is too where NO_COLOR is set

            exit status: 0 success, 1 failure, 2 wrong usage or a Jenkinsfile that cannot run,
                         3 anything else: unstable, aborted, waiting at a gate
            """;

    enum GateMode {
        ASK,
        APPROVE,
        REJECT
    }

    static final class WrongUsage extends Exception {
        private static final long serialVersionUID = 1L;

        WrongUsage(String message) {
            super(message);
        }
    }

    static Options parse(String... args) throws WrongUsage {
        Deque<String> rest = new ArrayDeque<>(List.of(args));
        Map<String, String> values = new LinkedHashMap<>();
        Map<String, String> params = new LinkedHashMap<>();
        Map<String, String> env = new LinkedHashMap<>();
        while (!rest.isEmpty()) {
            String arg = rest.pop();
            switch (arg) {
                case "--resume", "--approve", "--reject", "--plain" -> values.put(arg, "");
                case "--home", "--endpoint", "--workspace" -> values.put(arg, valueOf(arg, rest));
                case "--param" -> putPair(params, arg, valueOf(arg, rest));
                case "--env" -> putPair(env, arg, valueOf(arg, rest));
                default -> putJenkinsfile(values, arg);
            }
        }
        return of(values, params, env);
    }

    private static Options of(Map<String, String> values, Map<String, String> params, Map<String, String> env)
            throws WrongUsage {
        boolean resume = values.containsKey("--resume");
        if (!values.containsKey("JENKINSFILE")) {
            throw new WrongUsage("Which Jenkinsfile?");
        }
        if (values.containsKey("--approve") && values.containsKey("--reject")) {
            throw new WrongUsage("--approve and --reject exclude each other");
        }
        Path jenkinsfile = Path.of(values.get("JENKINSFILE")).toAbsolutePath().normalize();
        Path home = values.containsKey("--home")
                ? Path.of(values.get("--home")).toAbsolutePath().normalize()
                : jenkinsfile.resolveSibling(".jenkins-run");
        Path workspace = values.containsKey("--workspace")
                ? Path.of(values.get("--workspace")).toAbsolutePath().normalize()
                : home.resolve("workspace");
        GateMode gates = values.containsKey("--approve")
                ? GateMode.APPROVE
                : values.containsKey("--reject") ? GateMode.REJECT : GateMode.ASK;
        return new Options(
                jenkinsfile,
                home,
                workspace,
                resume,
                endpoint(values.get("--endpoint")),
                gates,
                values.containsKey("--plain"),
                params,
                env);
    }

    /** An address as people write it: {@code localhost:5000} is one too. */
    private static String endpoint(String given) throws WrongUsage {
        if (given == null) {
            return null;
        }
        String address = given.contains("://") ? given : "http://" + given;
        try {
            URI uri = new URI(address);
            if (uri.getHost() != null && uri.getScheme().matches("https?")) {
                return address;
            }
        } catch (URISyntaxException e) {
            // Said below.
        }
        throw new WrongUsage("--endpoint needs an address such as http://localhost:5000, not " + given);
    }

    private static String valueOf(String option, Deque<String> rest) throws WrongUsage {
        if (rest.isEmpty()) {
            throw new WrongUsage(option + " needs a value");
        }
        return rest.pop();
    }

    private static void putPair(Map<String, String> into, String option, String pair) throws WrongUsage {
        int equals = pair.indexOf('=');
        if (equals < 1) {
            throw new WrongUsage(option + " needs NAME=VALUE, not " + pair);
        }
        into.put(pair.substring(0, equals), pair.substring(equals + 1));
    }

    private static void putJenkinsfile(Map<String, String> values, String arg) throws WrongUsage {
        if (arg.startsWith("-")) {
            throw new WrongUsage("There is no option " + arg);
        }
        if (values.put("JENKINSFILE", arg) != null) {
            throw new WrongUsage("Only one Jenkinsfile, please");
        }
    }
}
