package io.jenkins.plugins.awsreleasestages.jenkins.buildspec;

import io.jenkins.plugins.awsreleasestages.definition.Buildspec;
import io.jenkins.plugins.awsreleasestages.definition.Buildspec.Artifact;
import io.jenkins.plugins.awsreleasestages.definition.Buildspec.Phase;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;

/**
 * Turns the phases of a buildspec into a shell script.
 *
 * <p>All commands of version 0.2 run in one shell, by {@code eval}, so that {@code cd} and variables last. A command
 * that leaves the shell ({@code exit}, {@code set -e}, a syntax error in dash) would take {@code finally} and
 * {@code post_build} with it. Therefore the script notes its position before each command, and its EXIT trap replaces
 * the shell with a new one that goes on from there: the environment and the current directory stay, and nothing of them
 * is ever written to disk. Where a command has replaced the trap, {@link #RUN} starts the script again instead.
 *
 * <p>Our own functions run with their standard error closed off, so that {@code set -x} shows the user's commands only.
 */
final class PhaseScript {

    /** Runs the script once, whoever starts it how often, and tells whoever looks how things are. */
    static final String RUN = """
            dir=$1
            cd "$2" || exit 1
            # Whoever makes the directory runs the phases; a second start ends here.
            mkdir "$dir/started" 2>/dev/null || exit 0
            touch "$dir/heartbeat"
            shell=$(cat "$dir/shell")
            say() { printf '%s\\n' "$1" >"$dir/$2.new" && mv "$dir/$2.new" "$dir/$2"; }
            if ! command -v "$shell" >/dev/null 2>&1; then
              printf 'This buildspec needs %s, and there is none on this agent.\\n' "$shell" >>"$dir/log"
              say 127 exit
              exit
            fi

            # In a process group of its own, so that all of it can be stopped and nothing else.
            phases() {
              if command -v setsid >/dev/null 2>&1; then
                setsid "$shell" "$dir/script" "$dir" "$@" >>"$dir/log" 2>&1 </dev/null &
              else
                set -m 2>/dev/null
                "$shell" "$dir/script" "$dir" "$@" >>"$dir/log" 2>&1 </dev/null &
                set +m 2>/dev/null
              fi
              group=$!
              echo "$group" >"$dir/group.new" && mv "$dir/group.new" "$dir/group"
              wait "$group"
              code=$?
            }

            signal() {
              kill "-$1" "-$2" 2>/dev/null || kill "-$1" "$2" 2>/dev/null
            }

            # A folder that was removed is a stop too: nobody waits for what runs there any more.
            watch() {
              g=
              while [ ! -e "$dir/exit" ]; do
                [ ! -e "$dir/group" ] || read -r g <"$dir/group"
                [ ! -d "$dir" ] || touch "$dir/heartbeat"
                if [ -n "$g" ] && { [ -e "$dir/stop" ] || [ ! -d "$dir" ]; }; then
                  signal TERM "$g"
                  n=0
                  while [ "$n" -lt 10 ] && kill -0 "-$g" 2>/dev/null; do
                    sleep 1
                    n=$((n + 1))
                  done
                  signal KILL "$g"
                  [ -d "$dir" ] || break
                fi
                sleep 1
              done
            }
            watch >/dev/null 2>&1 </dev/null &
            watcher=$!

            phases
            # A shell that ended before the last phase was replaced or killed by a command. Each turn does one more
            # command at least; the bound is for a full disk, where no position can be noted.
            turns=$(cat "$dir/commands")
            while [ -d "$dir" ] && [ ! -e "$dir/stop" ] && [ "$turns" -gt 0 ] && ! grep -q '^END ' "$dir/phases" 2>/dev/null; do
              turns=$((turns - 1))
              phases "$code"
            done
            # What ignores TERM holds up the end until it is killed.
            if [ -e "$dir/stop" ]; then
              n=0
              while [ "$n" -lt 12 ] && kill -0 "-$group" 2>/dev/null; do
                sleep 1
                n=$((n + 1))
              done
            fi
            # First: whoever sees the exit removes the folder.
            kill "$watcher" 2>/dev/null
            say "$code" exit
            """;

    /** Starts {@link #RUN} so that it outlives its starter. */
    static final String LAUNCH = """
            if command -v setsid >/dev/null 2>&1; then
              setsid sh "$1/run" "$1" "$2" >/dev/null 2>&1 </dev/null &
            else
              nohup sh "$1/run" "$1" "$2" >/dev/null 2>&1 </dev/null &
            fi
            """;

    /** The state is: $n command reached, $at phase, $part of it, $s status of the list, $ps of the phase. */
    private static final String HEAD = """
            _rs_dir=$1
            _rs_code=${2:-}
            set --
            _rs_n=0 _rs_at=0 _rs_part=commands _rs_s=0 _rs_ps=0 _rs_t=0 _rs_ok=1 _rs_go=1 _rs_pn=0 _rs_again=
            _rs_now() { date +%s 2>/dev/null || echo "$_rs_t"; }
            _rs_note() {
              echo "$_rs_n $_rs_at $_rs_part $_rs_s $_rs_ps $_rs_t $_rs_ok $_rs_go $_rs_pn" >"$_rs_dir/position"
            }
            _rs_phase() {
              [ "$1" -ge "$_rs_at" ] || return 1
              if [ "$1" = "$_rs_at" ] && [ -n "$_rs_again" ]; then _rs_again=; return 0; fi
              _rs_again=
              [ "$_rs_go" = 1 ] || return 1
              _rs_at=$1 _rs_part=commands _rs_s=0 _rs_ps=0 _rs_pn=0
              _rs_t=$(_rs_now)
              echo "$2 IN_PROGRESS $_rs_t" >>"$_rs_dir/phases"
            }
            _rs_command() {
              [ "$1" -gt "$_rs_n" ] && [ "$_rs_s" = 0 ] || return 1
              _rs_n=$1
              _rs_note
              trap '_rs_left $?' EXIT
              printf '%s\\n' "$2"
            }
            _rs_done() {
              if [ "$1" = 0 ]; then return 0; fi
              _rs_s=$1
              if [ "$_rs_ps" = 0 ]; then _rs_ps=$1 _rs_pn=$_rs_n; fi
              _rs_ok=0
              CODEBUILD_BUILD_SUCCEEDING=0
            }
            _rs_finally() {
              if [ "$_rs_part" = commands ]; then _rs_part=finally _rs_s=0; fi
            }
            _rs_end() {
              _rs_e=$(_rs_now)
              if [ "$_rs_ps" = 0 ]; then
                echo "$1 SUCCEEDED $_rs_t $_rs_e 0 0" >>"$_rs_dir/phases"
                printf 'Phase %s succeeded in %s s\\n' "$1" "$((_rs_e - _rs_t))"
                return 0
              fi
              echo "$1 FAILED $_rs_t $_rs_e $_rs_ps $_rs_pn" >>"$_rs_dir/phases"
              printf 'Phase %s failed after %s s: exit status %s\\n' "$1" "$((_rs_e - _rs_t))" "$_rs_ps"
              case $2 in
                CONTINUE) ;;
                DEFAULT) [ "$1" = BUILD ] || _rs_go=0 ;;
                *) _rs_go=0 ;;
              esac
            }
            _rs_left() {
              if [ -e "$_rs_dir/stop" ]; then exit "$1"; fi
              exec "$_rs_shell" "$_rs_dir/script" "$_rs_dir" "$1"
            }
            if [ -n "$_rs_code" ] && [ -s "$_rs_dir/position" ]; then
              read -r _rs_n _rs_at _rs_part _rs_s _rs_ps _rs_t _rs_ok _rs_go _rs_pn <"$_rs_dir/position"
              _rs_again=1
            fi
            """;

    private PhaseScript() {}

    /** The commands in the order of their numbers; the first has the number 1. */
    static List<String> commands(Buildspec spec) {
        return spec.phases().stream()
                .flatMap(phase -> Stream.concat(phase.commands().stream(), phase.last().stream()))
                .toList();
    }

    /** What {@link #expansions} gives one value for, in this order. */
    static List<String> expandable(List<Artifact> artifacts) {
        List<String> texts = new ArrayList<>();
        for (Artifact artifact : artifacts) {
            Stream.of(
                            Stream.of(artifact.name() == null ? "" : artifact.name()),
                            Stream.of(artifact.baseDirectory() == null ? "" : artifact.baseDirectory()),
                            artifact.files().stream(),
                            artifact.excludes().stream())
                    .flatMap(part -> part)
                    .filter(PhaseScript::needsShell)
                    .filter(text -> !texts.contains(text))
                    .forEach(texts::add);
        }
        return texts;
    }

    private static boolean needsShell(String text) {
        return text.indexOf('$') >= 0 || text.indexOf('`') >= 0;
    }

    /**
     * @param given names of variables that the step sets, which win over the buildspec's
     */
    static String of(Buildspec spec, Set<String> given) {
        StringBuilder script =
                new StringBuilder("_rs_shell=").append(quoted(spec.shell())).append('\n');
        script.append(HEAD);
        script.append("export CODEBUILD_BUILD_SUCCEEDING=$_rs_ok\n");
        script.append("if [ -z \"$_rs_code\" ]; then\nexport CODEBUILD_SRC_DIR=\"$PWD\"\n");
        for (Map.Entry<String, String> variable : spec.variables().entrySet()) {
            if (!given.contains(variable.getKey())) {
                script.append("export ").append(variable.getKey()).append('=');
                script.append(quoted(variable.getValue())).append('\n');
            }
        }
        script.append("else\n_rs_done \"$_rs_code\"\nfi\n");
        int number = 0;
        for (Phase phase : spec.phases()) {
            number = phase(script, spec, phase, number);
        }
        script.append("{\ntrap - EXIT\nset +e +u\n");
        exports(script, spec);
        expansions(script, spec);
        script.append("echo \"END $_rs_ok\" >>\"$_rs_dir/phases\"\nexit $((1 - _rs_ok))\n} 2>/dev/null\n");
        return script.toString();
    }

    private static int phase(StringBuilder script, Buildspec spec, Phase phase, int before) {
        String name = phase.name().name();
        script.append("if { _rs_phase ")
                .append(phase.name().ordinal() + 1)
                .append(' ')
                .append(name);
        script.append("; } 2>/dev/null; then\n");
        int number = commands(script, spec, name, phase.commands(), before);
        script.append("{ _rs_finally; } 2>/dev/null\n");
        number = commands(script, spec, name, phase.last(), number);
        script.append("{ _rs_end ")
                .append(name)
                .append(' ')
                .append(phase.onFailure())
                .append(" || :; } 2>/dev/null\n");
        script.append("fi\n");
        return number;
    }

    private static int commands(StringBuilder script, Buildspec spec, String name, List<String> commands, int before) {
        int number = before;
        for (String command : commands) {
            number++;
            String shown = "Phase " + name + ": " + command.stripTrailing().replace("\n", "\n  ");
            script.append("if { _rs_command ").append(number).append(' ').append(quoted(shown));
            script.append("; } 2>/dev/null; then\n");
            String eval = "eval " + quoted(command);
            script.append(spec.oneShell() ? eval : "(\ntrap - EXIT\n" + eval + "\n)")
                    .append('\n');
            script.append("{ _rs_done $? || :; } 2>/dev/null\nfi\n");
        }
        return number;
    }

    /** Name and value, each ended by NUL; a variable that was never set is left out. */
    private static void exports(StringBuilder script, Buildspec spec) {
        script.append("{\n:\n");
        for (String name : spec.exportedVariables()) {
            script.append("if [ -n \"${").append(name).append("+x}\" ]; then printf '%s\\0%s\\0' ");
            script.append(name).append(" \"$").append(name).append("\"; fi\n");
        }
        script.append("} >\"$_rs_dir/variables\"\n");
    }

    /** CodeBuild lets the shell work out names and paths of artifacts: {@code name: app-$(date +%F)}. */
    private static void expansions(StringBuilder script, Buildspec spec) {
        script.append("{\n:\n");
        for (String text : expandable(spec.artifacts())) {
            String inQuotes = text.replace("\\", "\\\\").replace("\"", "\\\"");
            script.append("printf '%s\\0' \"$(eval ")
                    .append(quoted("printf %s \"" + inQuotes + "\""))
                    .append(")\"\n");
        }
        script.append("} >\"$_rs_dir/expanded\"\n");
    }

    static String quoted(String text) {
        return "'" + text.replace("'", "'\\''") + "'";
    }
}
