package org.attune.tuner.api;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.KeyStore;
import java.security.PrivateKey;
import java.security.cert.Certificate;
import java.security.cert.CertificateFactory;
import java.security.spec.InvalidKeySpecException;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.Base64;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.eclipse.jetty.util.ssl.SslContextFactory;

/** Reads a certificate and its key from PEM files. */
final class TlsFiles {

    private static final long MAX_BYTES = 1 << 20;
    private static final Pattern KEY =
            Pattern.compile("-----BEGIN PRIVATE KEY-----([A-Za-z0-9+/=\\s]+)-----END PRIVATE KEY-----");

    private TlsFiles() {}

    /** @throws IOException when a file cannot be read, or holds something else */
    static SslContextFactory.Server read(RestSettings.Tls tls) throws IOException {
        try {
            Certificate[] chain = certificates(tls.certificate());
            KeyStore store = KeyStore.getInstance("PKCS12");
            store.load(null, null);
            store.setKeyEntry("server", key(tls.key()), new char[0], chain);
            SslContextFactory.Server server = new SslContextFactory.Server();
            server.setKeyStore(store);
            server.setKeyStorePassword("");
            server.setIncludeProtocols("TLSv1.2", "TLSv1.3");
            return server;
        } catch (GeneralSecurityException e) {
            throw new IOException(
                    tls.certificate() + " and " + tls.key() + " do not make a TLS server: " + e.getMessage(), e);
        }
    }

    private static Certificate[] certificates(Path file) throws IOException, GeneralSecurityException {
        checkSize(file);
        try (InputStream in = Files.newInputStream(file)) {
            Certificate[] chain = CertificateFactory.getInstance("X.509")
                    .generateCertificates(in)
                    .toArray(new Certificate[0]);
            if (chain.length == 0) {
                throw new IOException(file + " holds no certificate (expected: -----BEGIN CERTIFICATE-----)");
            }
            return chain;
        }
    }

    private static PrivateKey key(Path file) throws IOException, GeneralSecurityException {
        checkSize(file);
        Matcher pem = KEY.matcher(Files.readString(file));
        if (!pem.find()) {
            throw new IOException(file + " holds no PKCS #8 key (expected: -----BEGIN PRIVATE KEY-----; convert with"
                    + " openssl pkcs8 -topk8 -nocrypt)");
        }
        PKCS8EncodedKeySpec encoded =
                new PKCS8EncodedKeySpec(Base64.getMimeDecoder().decode(pem.group(1)));
        for (String algorithm : List.of("RSA", "EC", "EdDSA")) {
            try {
                return KeyFactory.getInstance(algorithm).generatePrivate(encoded);
            } catch (InvalidKeySpecException e) {
                // of another algorithm
            }
        }
        throw new IOException(file + " holds no RSA, EC or EdDSA key");
    }

    private static void checkSize(Path file) throws IOException {
        if (Files.size(file) > MAX_BYTES) {
            throw new IOException(file + " is too large for a PEM file");
        }
    }
}
