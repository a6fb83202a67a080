package dev.weir.internal.drl;

import java.util.List;
import org.drools.modelcompiler.KieBaseBuilder;
import org.kie.api.KieBase;
import org.kie.api.KieBaseConfiguration;
import org.kie.api.KieServices;
import org.kie.api.conf.EventProcessingOption;

/** Compiled rule files. Immutable and safe for any number of threads. */
public final class CompiledRules {

  private final List<CompiledFile> files;

  CompiledRules(List<CompiledFile> files) {
    this.files = List.copyOf(files);
  }

  List<CompiledFile> files() {
    return files;
  }

  /** A new rule base in STREAM mode, which the caller may change. */
  public KieBase newKieBase() {
    KieBaseConfiguration stream = KieServices.get().newKieBaseConfiguration();
    stream.setOption(EventProcessingOption.STREAM);
    return KieBaseBuilder.createKieBaseFromModel(
        files.stream().flatMap(file -> file.models().stream()).toList(), stream);
  }
}
