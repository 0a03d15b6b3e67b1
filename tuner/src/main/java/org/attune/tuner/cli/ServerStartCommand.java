package org.attune.tuner.cli;

import java.nio.file.Path;
import java.util.List;
import java.util.OptionalInt;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code attune server start}: in the foreground until SIGTERM, or behind with {@code --detach}. */
@Command
final class ServerStartCommand extends AttuneCommand {

    @Option(names = "--host", paramLabel = "ADDRESS", description = "Address to listen on (default 127.0.0.1).")
    String host = "127.0.0.1";

    @Option(names = "--port", paramLabel = "PORT", description = "REST port (default 8080, or the next free one).")
    @Nullable
    Integer port;

    @Option(
            names = "--cluster-port",
            paramLabel = "PORT",
            description = "Port for other nodes (default 7355, or the next free one).")
    @Nullable
    Integer clusterPort;

    @Option(names = "--shared", paramLabel = "DIR", description = "A directory that every node sees under this path.")
    @Nullable
    Path shared;

    @Option(names = "--no-agent", description = "Do not run trials on this machine.")
    boolean noAgent;

    @Option(names = "--insecure", description = "Allow another address than loopback without TLS.")
    boolean insecure;

    @Option(names = "--tls-cert", paramLabel = "FILE", description = "Answer over TLS with this certificate (PEM).")
    @Nullable
    Path tlsCertificate;

    @Option(names = "--tls-key", paramLabel = "FILE", description = "The certificate's key (PEM, PKCS #8).")
    @Nullable
    Path tlsKey;

    @Option(names = "--detach", description = "Start it behind and return when it answers.")
    boolean detach;

    @Override
    int run() {
        String running = servers().owner();
        if (running != null) {
            throw new CliFailure(
                    ExitCode.CONFLICT,
                    "a server runs on " + dataDirectory().root() + " already: " + running
                            + "\n  help: attune server stop" + dataHint());
        }
        if ((tlsCertificate == null) != (tlsKey == null)) {
            throw new CliFailure(ExitCode.USAGE, "--tls-cert and --tls-key belong together");
        }
        if (detach) {
            return Detached.start(this, "server", arguments());
        }
        Launcher.Running server = launcher()
                .startServer(new Launcher.ServerOptions(
                        dataDirectory().root(),
                        shared,
                        host,
                        optional(port),
                        optional(clusterPort),
                        !noAgent,
                        insecure,
                        tlsCertificate,
                        tlsKey));
        Interrupts.first(code -> {
            server.close();
            return code == ExitCode.TERMINATED ? ExitCode.OK : code;
        });
        say(terminal().errStyle().tick() + " Server ready  " + server.url() + "   token in "
                + dataDirectory().adminToken());
        if (!server.loginUrl().isEmpty()) {
            say("  Dashboard, once and within a quarter of an hour:  " + server.loginUrl());
        }
        next("attune run examples/digits/study.yaml", "attune server stop");
        terminal().err().flush();
        return Detached.await(server);
    }

    private List<String> arguments() {
        List<String> words = new java.util.ArrayList<>(List.of("server", "start", "--host", host));
        Detached.option(words, "--port", port);
        Detached.option(words, "--cluster-port", clusterPort);
        Detached.option(words, "--shared", shared);
        Detached.option(words, "--data", dataDirectory().root());
        if (noAgent) {
            words.add("--no-agent");
        }
        Detached.option(words, "--tls-cert", tlsCertificate == null ? null : tlsCertificate.toAbsolutePath());
        Detached.option(words, "--tls-key", tlsKey == null ? null : tlsKey.toAbsolutePath());
        if (insecure) {
            words.add("--insecure");
        }
        return words;
    }

    static OptionalInt optional(@Nullable Integer value) {
        return value == null ? OptionalInt.empty() : OptionalInt.of(value);
    }
}
