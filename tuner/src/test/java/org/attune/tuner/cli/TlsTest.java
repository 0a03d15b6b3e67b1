package org.attune.tuner.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.InputStream;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import java.time.InstantSource;
import java.util.Base64;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.HttpsURLConnection;
import javax.net.ssl.SSLSocketFactory;
import org.attune.tuner.api.RestServer;
import org.attune.tuner.api.RestSettings;
import org.attune.tuner.api.Tokens;
import org.attune.tuner.config.DataDirectory;
import org.attune.tuner.store.SqlStudyStore;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A server behind TLS, and a command line that believes it by its certificate only. */
@DisplayNameGeneration(DisplayNameGenerator.ReplaceUnderscores.class)
class TlsTest {

    private static final String PASSWORD = "changeit";

    @TempDir
    Path folder;

    @Test
    void a_command_believes_a_server_by_the_certificates_that_it_is_given_and_no_other() throws Exception {
        Path certificate = certificate("right", "ip:127.0.0.1");
        Path foreign = certificate("foreign", "ip:127.0.0.1");
        DataDirectory data = DataDirectory.at(folder.resolve("data"));
        data.create();
        Tokens tokens = Tokens.open(data);
        SSLSocketFactory before = HttpsURLConnection.getDefaultSSLSocketFactory();
        try (SqlStudyStore store = SqlStudyStore.open(data.store(), InstantSource.system());
                RestServer server = RestServer.start(
                        RestSettings.local(0, "0", data)
                                .with(new RestSettings.Tls(certificate, folder.resolve("right.key"))),
                        SameBytesTest.onlyReading(),
                        store.queries(),
                        tokens,
                        store.tokens(),
                        new SameBytesTest.NoDoor(),
                        InstantSource.system())) {
            assertThat(server.url()).startsWith("https://127.0.0.1:");
            Shown without = ask(server, tokens);
            assertThat(without.code()).isEqualTo(ExitCode.UNREACHABLE);
            assertThat(without.err()).contains("--ca-file");
            assertThat(ask(server, tokens, "--ca-file", foreign.toString()).code())
                    .isEqualTo(ExitCode.UNREACHABLE);
            Shown believed = ask(server, tokens, "--ca-file", certificate.toString());
            assertThat(believed.err()).isEmpty();
            assertThat(believed.out()).contains("admin");
            assertThat(Shown.with()
                            .env("ATTUNE_TOKEN", tokens.admin())
                            .env("ATTUNE_CA_FILE", certificate.toString())
                            .run("whoami", "--server", server.url().replace("127.0.0.1", "localhost"))
                            .code())
                    .as("the certificate is for another name")
                    .isEqualTo(ExitCode.UNREACHABLE);
            assertThat(plain(server)).as("nothing is said in the clear").doesNotContain("attune");
        } finally {
            HttpsURLConnection.setDefaultSSLSocketFactory(before);
        }
    }

    private static Shown ask(RestServer server, Tokens tokens, String... options) {
        String[] words = new String[options.length + 3];
        System.arraycopy(new String[] {"whoami", "--server", server.url()}, 0, words, 0, 3);
        System.arraycopy(options, 0, words, 3, options.length);
        return Shown.with().env("ATTUNE_TOKEN", tokens.admin()).run(words);
    }

    private static String plain(RestServer server) throws Exception {
        int port = Integer.parseInt(server.url().substring(server.url().lastIndexOf(':') + 1));
        try (Socket socket = new Socket("127.0.0.1", port)) {
            socket.setSoTimeout(5_000);
            socket.getOutputStream()
                    .write("GET /api/v1/version HTTP/1.1\r\nHost: localhost\r\n\r\n".getBytes(StandardCharsets.UTF_8));
            return new String(socket.getInputStream().readNBytes(200), StandardCharsets.UTF_8);
        } catch (java.io.IOException e) {
            return "";
        }
    }

    /** A certificate for a name, signed by itself, beside its key; the JDK's own tool makes them. */
    private Path certificate(String name, String forWhom) throws Exception {
        Path store = folder.resolve(name + ".p12");
        Process tool = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "keytool")
                                .toString(),
                        "-genkeypair",
                        "-alias",
                        name,
                        "-keyalg",
                        "EC",
                        "-dname",
                        "CN=attune test",
                        "-ext",
                        "SAN=" + forWhom,
                        "-validity",
                        "2",
                        "-storetype",
                        "PKCS12",
                        "-storepass",
                        PASSWORD,
                        "-keystore",
                        store.toString())
                .redirectErrorStream(true)
                .start();
        tool.getOutputStream().close();
        assertThat(tool.waitFor(60, TimeUnit.SECONDS)).isTrue();
        KeyStore keys = KeyStore.getInstance("PKCS12");
        try (InputStream in = Files.newInputStream(store)) {
            keys.load(in, PASSWORD.toCharArray());
        }
        pem(
                folder.resolve(name + ".key"),
                "PRIVATE KEY",
                keys.getKey(name, PASSWORD.toCharArray()).getEncoded());
        return pem(
                folder.resolve(name + ".pem"),
                "CERTIFICATE",
                keys.getCertificate(name).getEncoded());
    }

    private static Path pem(Path file, String what, byte[] bytes) throws Exception {
        String text = Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(bytes);
        return Files.writeString(file, "-----BEGIN " + what + "-----\n" + text + "\n-----END " + what + "-----\n");
    }
}
