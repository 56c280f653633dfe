package io.jenkins.plugins.awsreleasestages.jenkins.source;

import hudson.EnvVars;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/**
 * With what git runs: what decides how servers are reached is taken from the machine, and nothing else that changes what
 * git prints or runs, neither from there nor from the environment.
 */
final class GitSettings {

    /** What a program of somebody else could be named by, and what starts work that outlives the command, is off. */
    static final List<String> OFF = List.of(
            "core.hooksPath=/dev/null",
            "core.fsmonitor=false",
            "core.askPass=",
            "core.attributesFile=/dev/null",
            // Else git asks the repository in the workspace, by its configuration, what it has.
            "core.alternateRefsCommand=true",
            "gc.auto=0",
            "maintenance.auto=false",
            // A pack is there as a whole or not at all; single objects of an interrupted fetch would pass for a commit.
            "fetch.unpackLimit=1");

    /** {@code http.<url>.KEY}, too: git-config(1). */
    private static final Set<String> HTTP = Set.of(
            "proxy",
            "proxyauthmethod",
            "proxysslcert",
            "proxysslkey",
            "proxysslcainfo",
            "sslbackend",
            "sslcainfo",
            "sslcapath",
            "sslcert",
            "sslkey",
            "sslverify",
            "sslversion",
            "sslcipherlist",
            "schannelcheckrevoke",
            "schannelusesslcainfo",
            "version",
            "postbuffer",
            "lowspeedlimit",
            "lowspeedtime",
            "emptyauth",
            "delegation",
            "useragent");

    private static final Set<String> CREDENTIAL = Set.of("helper", "usehttppath", "username");

    private GitSettings() {}

    /** The step's own environment, without what is git's, but for ssh and certificates. */
    static EnvVars environment(EnvVars given) {
        EnvVars env = new EnvVars(given);
        env.keySet().removeIf(name -> isGits(name.toUpperCase(Locale.ROOT)));
        env.put("GIT_CONFIG_NOSYSTEM", "1");
        env.put("GIT_CONFIG_GLOBAL", "/dev/null");
        env.put("GIT_ATTR_NOSYSTEM", "1");
        env.put("GIT_NO_REPLACE_OBJECTS", "1");
        env.put("GIT_DEFAULT_HASH", "sha1");
        env.put("GIT_TERMINAL_PROMPT", "0");
        env.put("GIT_ASKPASS", "");
        env.put("LC_ALL", "C");
        return env;
    }

    private static boolean isGits(String name) {
        boolean kept =
                name.equals("GIT_SSH_COMMAND") || name.startsWith("GIT_SSL_") || name.startsWith("GIT_PROXY_SSL_");
        return name.equals("SSH_ASKPASS") || name.startsWith("GIT_") && !kept;
    }

    /**
     * Whether a setting of the machine or its user holds.
     *
     * @param helpers whether logins may come from there, too
     */
    static boolean isKept(String key, boolean helpers) {
        String section = key.substring(0, Math.max(0, key.indexOf('.'))).toLowerCase(Locale.ROOT);
        String name = key.substring(key.lastIndexOf('.') + 1).toLowerCase(Locale.ROOT);
        return section.equals("http") && HTTP.contains(name)
                || helpers && section.equals("credential") && CREDENTIAL.contains(name);
    }

    /** Configures one command by its environment: other users of the machine do not see that. */
    static void add(EnvVars env, String key, String value) {
        int number = Integer.parseInt(env.get("GIT_CONFIG_COUNT", "0"));
        env.put("GIT_CONFIG_COUNT", String.valueOf(number + 1));
        env.put("GIT_CONFIG_KEY_" + number, key);
        env.put("GIT_CONFIG_VALUE_" + number, value);
    }
}
