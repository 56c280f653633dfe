package io.jenkins.plugins.awsreleasestages.benchmark.artifacts;

import io.jenkins.plugins.awsreleasestages.benchmark.Benchmark;
import io.jenkins.plugins.awsreleasestages.benchmark.ChildProcess;
import io.jenkins.plugins.awsreleasestages.benchmark.CommandLine;
import io.jenkins.plugins.awsreleasestages.benchmark.Options;
import io.jenkins.plugins.awsreleasestages.benchmark.Report;
import io.jenkins.plugins.awsreleasestages.benchmark.Report.Goal;
import java.io.IOException;
import java.io.OutputStream;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.stream.Stream;

/** How fast artifacts are stored and fetched that are large, or have very many files, and in how much memory. */
public final class ArtifactsBenchmark implements Benchmark {

    static final String REGION = "eu-central-1";

    private static final String BUCKET = "artifacts";

    @Override
    public String name() {
        return "artifacts";
    }

    @Override
    public String about() {
        return "artifacts of gigabytes and of very many files, stored and fetched; the same by aws s3 cp.";
    }

    @Override
    public Map<String, Option> options() {
        Map<String, Option> options = new LinkedHashMap<>();
        options.put("megabytes", new Option(5120, "how large the large file is, in MiB"));
        options.put("files", new Option(100_000, "how many small files"));
        options.put("commands", new Option(2_000, "how many of them are copied by aws s3 cp"));
        options.put("heap", new Option(256, "the heap of controller and agent together, in MiB"));
        return options;
    }

    @Override
    public Map<String, Set<String>> choices() {
        return Map.of("against", Set.of("aws"));
    }

    @Override
    public Report run(Options options) throws Exception {
        Report report = new Report();
        Path folder = Files.createTempDirectory("bench-artifacts");
        Path objects = Files.createDirectory(folder.resolve("objects"));
        boolean against = against(options);
        long size = (long) (options.number("megabytes") * (1 << 20));
        int files = options.count("files");
        try (ChildProcess bucket = ChildProcess.start(Bucket.class, List.of("-Xmx256m"), objects.toString())) {
            Way way = new Way(folder, bucket, options.count("heap"), report);
            String large = options.count("megabytes") + " MiB";
            for (boolean noise : new boolean[] {false, true}) {
                String of = large + (noise ? " that do not compress" : " of zeros");
                Path in = Files.createDirectory(folder.resolve("in"));
                write(in.resolve("large"), size, noise);
                Seconds plugin = way.byPlugin(of, in, 1);
                report.add(of, "stored", size / 1e6 / plugin.store(), "MB/s");
                report.add(of, "fetched", size / 1e6 / plugin.fetch(), "MB/s");
                if (against) {
                    compare(report, of, plugin, way.byCommand(in.resolve("large"), false), 1);
                }
                delete(in);
            }
            String many = String.format("%,d files", files);
            Path in = Files.createDirectory(folder.resolve("in"));
            small(in, files);
            Seconds plugin = way.byPlugin(many, in, files);
            report.add(many, "stored", files / plugin.store(), "files/s");
            report.add(many, "fetched", files / plugin.fetch(), "files/s");
            if (against) {
                int some = Math.min(files, options.count("commands"));
                Path few = Files.createDirectory(folder.resolve("few"));
                small(few, some);
                compare(report, many, plugin, way.byCommand(few, true), (double) files / some);
            }
            report.add(
                    "all", "requests that S3 refuses", Double.parseDouble(bucket.ask("refused")), "", Goal.atMost(0));
            return report;
        } finally {
            delete(folder);
        }
    }

    /** @param times how much more the plugin has had to do */
    private static void compare(Report report, String of, Seconds plugin, Seconds command, double times) {
        report.add(of, "aws s3 cp: stored as fast as", command.store() * times, "s");
        report.add(of, "aws s3 cp: fetched as fast as", command.fetch() * times, "s");
        report.add(of, "aws s3 cp: store, processor time", command.storeWork() * times, "s");
        report.add(of, "aws s3 cp: fetch, processor time", command.fetchWork() * times, "s");
        report.add(of, "stored so many times as fast", command.store() * times / plugin.store(), "", Goal.atLeast(1));
        report.add(of, "fetched so many times as fast", command.fetch() * times / plugin.fetch(), "", Goal.atLeast(1));
    }

    private static boolean against(Options options) throws InterruptedException {
        if (!options.chosen().containsKey("against")) {
            return false;
        }
        String version = CommandLine.version();
        System.out.println(
                version == null
                        ? "Not measured against aws: there is no command aws on the path. It comes with: pip install awscli"
                        : "against " + version);
        return version != null;
    }

    private static void write(Path file, long size, boolean noise) throws IOException {
        if (!noise) {
            try (RandomAccessFile sparse = new RandomAccessFile(file.toFile(), "rw")) {
                sparse.setLength(size);
            }
            return;
        }
        SplittableRandom random = new SplittableRandom(1);
        byte[] block = new byte[1 << 20];
        try (OutputStream out = Files.newOutputStream(file)) {
            for (long left = size; left > 0; left -= block.length) {
                random.nextBytes(block);
                out.write(block, 0, (int) Math.min(block.length, left));
            }
        }
    }

    /** A kilobyte each, a hundred to a folder. */
    private static void small(Path folder, int files) throws IOException {
        for (int i = 0; i < files; i++) {
            Path file = folder.resolve("d" + i / 100).resolve("f" + i);
            if (i % 100 == 0) {
                Files.createDirectory(file.getParent());
            }
            Files.writeString(file, ("line of the file " + i + "\n").repeat(40));
        }
    }

    static void delete(Path folder) throws IOException {
        try (Stream<Path> files = Files.walk(folder)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(file);
            }
        }
    }

    /** @param storeWork of the processor, of which there is more than one */
    record Seconds(double store, double fetch, double storeWork, double fetchWork) {}

    /** How something goes to the bucket and comes back. */
    private record Way(Path folder, ChildProcess bucket, int heap, Report report) {

        Seconds byPlugin(String of, Path in, int files) throws Exception {
            Path out = Files.createDirectory(folder.resolve("out"));
            Path home = Files.createDirectory(folder.resolve("home"));
            try (ChildProcess release = ChildProcess.start(
                    Release.class,
                    List.of("-Xmx" + heap + "m", "-XX:+UseSerialGC"),
                    home.toString(),
                    bucket.ask("endpoint"))) {
                // A controller has run for long, and has its classes.
                Path little = Files.createDirectory(home.resolve("little"));
                Files.writeString(little.resolve("file"), "little");
                release.ask("fetch", out, BUCKET, release.ask("store", little, BUCKET));
                bucket.ask("parts");
                double before = Double.parseDouble(release.ask("work"));
                long begin = System.nanoTime();
                String sha256 = release.ask("store", in, BUCKET);
                double store = seconds(begin);
                double stored = Double.parseDouble(release.ask("work"));
                report.add(of, "store", store, "s");
                report.add(of, "store, processor time", stored - before, "s");
                report.add(of, "parts", Double.parseDouble(bucket.ask("parts")), "", Goal.atMost(10_000));
                begin = System.nanoTime();
                String count = release.ask("fetch", out, BUCKET, sha256);
                double fetch = seconds(begin);
                double fetched = Double.parseDouble(release.ask("work"));
                report.add(of, "fetch", fetch, "s");
                report.add(of, "fetch, processor time", fetched - stored, "s");
                report.add(of, "files that did not come back", files - Double.parseDouble(count), "", Goal.atMost(0));
                report.add(
                        of,
                        "resident memory of controller and agent, with " + heap + " MiB of heap",
                        Double.parseDouble(release.ask("resident")),
                        "MiB");
                return new Seconds(store, fetch, stored - before, fetched - stored);
            } finally {
                bucket.ask("forget");
                delete(home);
                delete(out);
            }
        }

        Seconds byCommand(Path in, boolean many) throws IOException, InterruptedException {
            Path out = Files.createDirectory(folder.resolve("out"));
            try {
                String there = "s3://" + BUCKET + "/copied/" + (many ? "" : "large");
                double before = CommandLine.work();
                long begin = System.nanoTime();
                copy(in.toString(), there, many);
                double store = seconds(begin);
                double stored = CommandLine.work();
                begin = System.nanoTime();
                copy(there, out + (many ? "" : "/large"), many);
                return new Seconds(store, seconds(begin), stored - before, CommandLine.work() - stored);
            } finally {
                bucket.ask("forget");
                delete(out);
            }
        }

        private void copy(String from, String to, boolean many) throws IOException, InterruptedException {
            List<String> command = new ArrayList<>(List.of("aws", "s3", "cp", from, to, "--only-show-errors"));
            command.addAll(List.of("--region", REGION, "--endpoint-url", bucket.ask("endpoint")));
            if (many) {
                command.add("--recursive");
            }
            Path log = folder.resolve("aws.log");
            if (CommandLine.ended(CommandLine.start(log, command), log) != 0) {
                throw new IOException("aws s3 cp has failed");
            }
        }

        private static double seconds(long begin) {
            return (System.nanoTime() - begin) / 1e9;
        }
    }
}
