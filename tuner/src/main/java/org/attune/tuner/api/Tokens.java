package org.attune.tuner.api;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.attune.tuner.api.Caller.OwnTrial;
import org.attune.tuner.config.DataDirectory;

/**
 * The bearer tokens of a server. {@code admin.token} and {@code agent.token} of the data directory are written at
 * the first
 * start, readable by their owner only, and are the truth afterwards; in memory there are only their SHA-256. A
 * trial's token is
 * not stored at all: it carries its trial and an HMAC-SHA-256 of it under {@code token.secret}.
 */
public final class Tokens {

    private static final Pattern STORED = Pattern.compile("att_[a-z0-9]{8}_[0-9a-f]{64}");
    private static final Pattern OF_TRIAL = Pattern.compile("att_t([a-z2-7]{8})-([1-9][0-9]{0,8})_([0-9a-f]{64})");
    private static final Pattern SECRET = Pattern.compile("[0-9a-f]{64}");
    private static final int MAX_LENGTH = 128;

    /** Stands for the token of {@code admin.token}. */
    static final String ADMIN_ID = "admin";

    private static final Set<PosixFilePermission> OWNER_ONLY = PosixFilePermissions.fromString("rw-------");

    private final String admin;
    private final String agent;
    private final SecretKeySpec key;
    private final List<Known> known;

    private record Known(byte[] sha256, Caller caller) {}

    private Tokens(String admin, String agent, String secret) {
        this.admin = admin;
        this.agent = agent;
        this.key = new SecretKeySpec(HexFormat.of().parseHex(secret), "HmacSHA256");
        this.known = List.of(
                new Known(sha256(admin), new Caller(ADMIN_ID, "admin", Scope.ADMIN, null)),
                new Known(sha256(agent), new Caller("agent", "agent", Scope.AGENT, null)));
    }

    /**
     * Reads the tokens of a data directory, and writes those that are missing.
     *
     * @throws IOException when a file cannot be read or written, is readable by others, or holds something else than
     * a token
     */
    public static Tokens open(DataDirectory data) throws IOException {
        data.create();
        SecureRandom random = new SecureRandom();
        return new Tokens(
                readOrWrite(data.adminToken(), STORED, fresh(random)),
                readOrWrite(data.root().resolve("agent.token"), STORED, fresh(random)),
                readOrWrite(data.root().resolve("token.secret"), SECRET, hex(random, 32)));
    }

    /** The token that may do everything. */
    public String admin() {
        return admin;
    }

    /** The token with which nodes join and bring their logs. */
    public String agent() {
        return agent;
    }

    /**
     * The token of one trial: it may look, and report and complete this trial. The same trial always gets the
     * same token.
     */
    public String forTrial(String studyUid, int trial) {
        String head = "att_t" + studyUid + "-" + trial;
        if (!OF_TRIAL.matcher(head + "_" + "0".repeat(64)).matches()) {
            throw new IllegalArgumentException(
                    "study uid " + studyUid + ", trial " + trial + " (expected: 8 base-32 characters, 1 or more)");
        }
        return head + "_" + HexFormat.of().formatHex(hmac(head));
    }

    /** Whose token this is; empty for nobody's. Takes the same time wherever a wrong token differs from a right one. */
    Optional<Caller> check(String token) {
        if (token.length() > MAX_LENGTH) {
            return Optional.empty();
        }
        Matcher trial = OF_TRIAL.matcher(token);
        if (trial.matches()) {
            byte[] expected = hmac(token.substring(0, trial.start(3) - 1));
            if (!MessageDigest.isEqual(expected, HexFormat.of().parseHex(trial.group(3)))) {
                return Optional.empty();
            }
            OwnTrial own = new OwnTrial(trial.group(1), Integer.parseInt(trial.group(2)));
            String name = own.studyUid() + "/" + own.trial();
            return Optional.of(new Caller(name, "trial " + name, Scope.TRIAL, own));
        }
        byte[] presented = sha256(token);
        Optional<Caller> found = Optional.empty();
        for (Known each : known) {
            if (MessageDigest.isEqual(each.sha256(), presented)) {
                found = Optional.of(each.caller());
            }
        }
        return found;
    }

    private byte[] hmac(String text) {
        try {
            Mac mac = Mac.getInstance("HmacSHA256");
            mac.init(key);
            return mac.doFinal(text.getBytes(StandardCharsets.UTF_8));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every Java runtime has HmacSHA256", e);
        }
    }

    private static byte[] sha256(String text) {
        try {
            return MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every Java runtime has SHA-256", e);
        }
    }

    /** The hash under which a secret is kept, hex. */
    static String hash(String secret) {
        return HexFormat.of().formatHex(sha256(secret));
    }

    /** Whether a secret has this hash; takes the same time wherever they differ. */
    static boolean sameHash(String hash, String secret) {
        return MessageDigest.isEqual(HexFormat.of().parseHex(hash), sha256(secret));
    }

    static String fresh(SecureRandom random) {
        return "att_" + hex(random, 4) + "_" + hex(random, 32);
    }

    private static String hex(SecureRandom random, int bytes) {
        byte[] raw = new byte[bytes];
        random.nextBytes(raw);
        return HexFormat.of().formatHex(raw);
    }

    private static String readOrWrite(Path file, Pattern form, String fresh) throws IOException {
        if (!Files.exists(file)) {
            write(file, fresh);
            return fresh;
        }
        if (posix(file) && !OWNER_ONLY.containsAll(Files.getPosixFilePermissions(file))) {
            throw new IOException(file + " can be read by others: chmod 600 it, or remove it for a new one");
        }
        if (Files.size(file) > MAX_LENGTH + 2) {
            throw new IOException(file + " holds no token: remove it for a new one");
        }
        String text = Files.readString(file).strip();
        if (!form.matcher(text).matches()) {
            throw new IOException(file + " holds no token: remove it for a new one");
        }
        return text;
    }

    private static void write(Path file, String text) throws IOException {
        Path directory = file.toAbsolutePath().getParent();
        if (directory == null) {
            throw new IOException(file + " has no folder");
        }
        Files.createDirectories(directory);
        // a temporary file is born with mode 0600, so that at no moment anybody else can open it
        Path fresh = Files.createTempFile(directory, file.getFileName() + ".", ".new");
        try {
            try (FileChannel channel = FileChannel.open(fresh, StandardOpenOption.WRITE)) {
                ByteBuffer bytes = ByteBuffer.wrap((text + "\n").getBytes(StandardCharsets.UTF_8));
                while (bytes.hasRemaining()) {
                    channel.write(bytes);
                }
                channel.force(true);
            }
            Files.move(fresh, file, StandardCopyOption.ATOMIC_MOVE);
        } finally {
            Files.deleteIfExists(fresh);
        }
        if (posix(file)) {
            try (FileChannel folder = FileChannel.open(directory, StandardOpenOption.READ)) {
                folder.force(true);
            }
        }
    }

    private static boolean posix(Path file) {
        try {
            return Files.getFileStore(file).supportsFileAttributeView("posix");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
