package example;

import dev.weir.Detector;
import dev.weir.rule.RuleSet;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.boot.ApplicationArguments;
import org.springframework.boot.ApplicationRunner;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.autoconfigure.SpringBootApplication;
import org.springframework.context.annotation.Bean;

/** Logs the alerts of files. For events from several threads, see "In a server" in Weir's documentation. */
@SpringBootApplication
public class Application {

  private static final Logger LOG = LoggerFactory.getLogger(Application.class);

  @Bean // Spring closes it when the application stops
  Detector detector() {
    return Detector.builder(RuleSet.shipped())
        .listener(alert -> LOG.info("alert: {}", alert.message()))
        .build();
  }

  @Bean
  ApplicationRunner feed(Detector detector) {
    return (ApplicationArguments files) -> {
      for (String file : files.getNonOptionArgs()) {
        try (InputStream events = Files.newInputStream(Path.of(file))) {
          detector.read(events, file);
        }
      }
      detector.finish();
    };
  }

  public static void main(String[] args) {
    SpringApplication.run(Application.class, args).close();
  }
}
