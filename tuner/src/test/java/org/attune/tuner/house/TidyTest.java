package org.attune.tuner.house;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator;
import org.junit.jupiter.api.Test;

@DisplayNameGeneration(DisplayNameGenerator.ReplaceUnderscores.class)
class TidyTest {

    private static final int FILE_LINES_MAX = 500;
    private static final int FUNCTION_LINES_MAX = 60;
    private static final Pattern MEMBER = Pattern.compile("^( {4}| {8})(?=\\S).*\\)( throws [\\w, .]+)? \\{$");
    private static final Pattern NOT_A_FUNCTION =
            Pattern.compile("\\b(class|record|enum|interface|new|if|for|while|try|switch)\\b.*");
    private static final Pattern LINK = Pattern.compile("\\]\\((?!https?:|#|mailto:)([^)#\\s]+)(#[^)]*)?\\)");
    private static final List<String> BANNED_PACKAGES = List.of("util", "impl", "manager", "dto", "helper", "common");

    @Test
    void no_source_file_is_longer_than_500_lines() {
        List<String> long_ = new ArrayList<>();
        for (Path file : Sources.endingWith(".java", ".ts", ".tsx", ".sh", ".css")) {
            int lines = Sources.lines(file).size();
            if (lines > FILE_LINES_MAX) {
                long_.add(name(file) + ": " + lines + " lines");
            }
        }
        assertThat(long_).isEmpty();
    }

    @Test
    void no_function_is_longer_than_60_lines() {
        List<String> long_ = new ArrayList<>();
        for (Path file : Sources.endingWith(".java")) {
            List<String> lines = Sources.lines(file);
            for (int i = 0; i < lines.size(); i++) {
                Matcher member = MEMBER.matcher(lines.get(i));
                if (member.matches()
                        && !NOT_A_FUNCTION.matcher(lines.get(i).trim()).matches()) {
                    int length = lengthFrom(lines, i, member.group(1));
                    if (length > FUNCTION_LINES_MAX) {
                        long_.add(name(file) + ":" + (i + 1) + ": " + length + " lines");
                    }
                }
            }
        }
        assertThat(long_).isEmpty();
    }

    @Test
    void nothing_is_left_to_do_later() {
        Pattern mark = Pattern.compile("\\b(TODO|FIXME|XXX|HACK)\\b");
        List<String> marks = new ArrayList<>();
        for (Path file : Sources.endingWith(".java", ".ts", ".tsx", ".sh", ".md", ".yaml", ".sql", ".py")) {
            List<String> lines = Sources.lines(file);
            for (int i = 0; i < lines.size(); i++) {
                if (mark.matcher(lines.get(i)).find() && !file.endsWith("TidyTest.java")) {
                    marks.add(name(file) + ":" + (i + 1) + ": " + lines.get(i).trim());
                }
            }
        }
        assertThat(marks).isEmpty();
    }

    @Test
    void links_in_documents_lead_somewhere() {
        List<String> broken = new ArrayList<>();
        for (Path file : Sources.endingWith(".md")) {
            Path folder = file.getParent();
            for (String line : Sources.lines(file)) {
                Matcher link = LINK.matcher(line);
                while (link.find()) {
                    if (folder != null && !Files.exists(folder.resolve(link.group(1)))) {
                        broken.add(name(file) + ": " + link.group(1));
                    }
                }
            }
        }
        assertThat(broken).isEmpty();
    }

    @Test
    void names_say_the_role() {
        List<String> bad = new ArrayList<>();
        for (Path file : Sources.endingWith(".java")) {
            for (Path part : Sources.root().relativize(file)) {
                if (BANNED_PACKAGES.contains(part.toString())) {
                    bad.add(name(file));
                }
            }
        }
        assertThat(bad).isEmpty();
    }

    @Test
    void every_package_is_null_marked() {
        List<String> bare = new ArrayList<>();
        for (Path file : Sources.endingWith(".java")) {
            Path folder = file.getParent();
            if (folder == null || !name(file).contains("src/main/java")) {
                continue;
            }
            Path info = folder.resolve("package-info.java");
            if (!Files.exists(info) || !String.join("\n", Sources.lines(info)).contains("@NullMarked")) {
                bare.add(name(folder));
            }
        }
        assertThat(bare.stream().distinct()).isEmpty();
    }

    @Test
    void no_scala_3_and_no_snapshot_is_named_in_a_pom() {
        List<String> bad = new ArrayList<>();
        for (Path pom : Sources.endingWith("pom.xml")) {
            for (String line : Sources.lines(pom)) {
                if (line.matches(".*<artifactId>.*_3</artifactId>.*") || line.contains("-SNAPSHOT")) {
                    bad.add(name(pom) + ": " + line.trim());
                }
            }
        }
        assertThat(bad).isEmpty();
    }

    private static int lengthFrom(List<String> lines, int start, String indent) {
        for (int i = start + 1; i < lines.size(); i++) {
            if (lines.get(i).startsWith(indent + "}")) {
                return i - start + 1;
            }
        }
        return lines.size() - start;
    }

    private static String name(Path file) {
        return Sources.root().relativize(file).toString();
    }
}
