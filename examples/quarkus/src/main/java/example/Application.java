package example;

import dev.weir.Detector;
import dev.weir.rule.RuleSet;
import io.quarkus.runtime.QuarkusApplication;
import io.quarkus.runtime.annotations.QuarkusMain;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import org.jboss.logging.Logger;

/** Logs the alerts of files. For events from several threads, see "In a server" in Weir's documentation. */
@QuarkusMain
public class Application implements QuarkusApplication {

  private static final Logger LOG = Logger.getLogger(Application.class);

  @Override
  public int run(String... files) throws Exception {
    try (Detector detector =
        Detector.builder(RuleSet.shipped())
            .listener(alert -> LOG.info("alert: " + alert.message()))
            .build()) {
      for (String file : files) {
        try (InputStream events = Files.newInputStream(Path.of(file))) {
          detector.read(events, file);
        }
      }
      detector.finish();
    }
    return 0;
  }
}
