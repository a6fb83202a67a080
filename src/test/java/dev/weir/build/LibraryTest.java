package dev.weir.build;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.Detector;
import java.io.File;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import javax.tools.ToolProvider;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** What an application gets that has Weir on its class path. */
@Timeout(120)
class LibraryTest {

  private static final String HOST =
      """
      public class Host {
        public static void main(String[] arguments) {
          org.slf4j.LoggerFactory.getLogger("com.example.Host").info("hello");
        }
      }
      """;

  private static final String LOGBACK =
      """
      <configuration>
        <appender name="OUT" class="ch.qos.logback.core.ConsoleAppender">
          <encoder><pattern>host: %level %logger{0} %msg%n</pattern></encoder>
        </appender>
        <root level="INFO"><appender-ref ref="OUT"/></root>
      </configuration>
      """;

  @Test
  void anApplicationKeepsItsLoggingConfiguration(@TempDir Path host) throws Exception {
    Files.writeString(host.resolve("logback.xml"), LOGBACK);
    Path source = Files.writeString(host.resolve("Host.java"), HOST);
    int compiled =
        ToolProvider.getSystemJavaCompiler().run(null, null, null, "-proc:none", source.toString());
    assertThat(compiled).isZero();

    // Weir first: the first configuration that is found counts
    String path =
        Stream.concat(
                Stream.of(
                    Detector.class.getProtectionDomain().getCodeSource().getLocation().getPath()),
                Stream.concat(libraries(), Stream.of(host.toString())))
            .collect(Collectors.joining(File.pathSeparator));
    String java = Path.of(System.getProperty("java.home"), "bin", "java").toString();
    Process process =
        new ProcessBuilder(java, "-cp", path, "Host").redirectErrorStream(true).start();

    assertThat(new String(process.getInputStream().readAllBytes(), UTF_8))
        .isEqualTo("host: INFO Host hello\n");
    assertThat(process.waitFor()).isZero();
  }

  private static Stream<String> libraries() {
    String path =
        System.getProperty("surefire.test.class.path", System.getProperty("java.class.path"));
    return Arrays.stream(path.split(File.pathSeparator)).filter(entry -> entry.endsWith(".jar"));
  }
}
