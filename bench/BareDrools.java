package dev.weir.bench;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.drools.model.codegen.ExecutableModelProject;
import org.kie.api.KieServices;
import org.kie.api.builder.KieFileSystem;
import org.kie.api.builder.Message;
import org.kie.api.builder.ReleaseId;
import org.kie.api.runtime.KieSession;

/** Baseline for {@link Startup}: plain Drools compiles a folder of rules and fires once. */
final class BareDrools {

  public static void main(String[] args) throws Exception {
    Path folder = Path.of(args[0]);
    KieServices kie = KieServices.get();
    KieFileSystem sources = kie.newKieFileSystem();
    ReleaseId release = kie.newReleaseId("bare", "drools", "1");
    sources.generateAndWritePomXML(release);
    try (Stream<Path> walk = Files.walk(folder)) {
      for (Path file : walk.filter(path -> path.toString().endsWith(".drl")).toList()) {
        sources.write("src/main/resources/" + folder.relativize(file), Files.readString(file));
      }
    }
    List<Message> errors =
        kie.newKieBuilder(sources)
            .buildAll(ExecutableModelProject.class)
            .getResults()
            .getMessages(Message.Level.ERROR);
    if (!errors.isEmpty()) {
      throw new IllegalStateException(errors.toString());
    }
    KieSession session = kie.newKieContainer(release).newKieSession();
    session.insert(new Object());
    session.fireAllRules();
    System.out.println("fired");
    session.dispose();
  }

  private BareDrools() {}
}
