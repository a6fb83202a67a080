package dev.weir.corpus;

import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Locale;
import java.util.Random;

/** Makes the processes of a host: their ids, images, sessions and ancestors. */
final class HostProcesses {

  private static final long SECOND = 1_000_000_000L;

  private final String os;
  private final String agentId;
  private final Random random;
  private int lastPid;
  private HostProcess root;

  HostProcesses(String os, String agentId, Random random) {
    this.os = os;
    this.agentId = agentId;
    this.random = random;
  }

  /** {@return the first process of a host that starts} */
  HostProcess boot(long at) {
    HostProcess process = new HostProcess();
    root = process;
    boolean windows = os.equals("windows");
    process.pid = windows ? 700 + random.nextInt(90) : 1;
    lastPid = windows ? 1200 : 380;
    process.executable =
        switch (os) {
          case "windows" -> "C:\\Windows\\System32\\services.exe";
          case "macos" -> "/sbin/launchd";
          default -> "/usr/lib/systemd/systemd";
        };
    process.name = windows ? "services.exe" : os.equals("macos") ? "launchd" : "systemd";
    process.args = List.of(windows ? process.executable : "/sbin/init");
    process.commandLine = process.args.get(0);
    process.user = windows ? "SYSTEM" : "root";
    process.folder = windows ? "C:\\Windows\\system32" : "/";
    process.forked = at;
    process.started = at;
    process.entity = entity(process.pid, at);
    process.entry = process;
    process.session = process;
    process.entryType = "init";
    return process;
  }

  private int nextPid() {
    lastPid += 1 + random.nextInt(os.equals("windows") ? 9 : 5) * 4;
    return lastPid;
  }

  /** Starts a program, or forks. */
  HostProcess start(Step step, HostProcess by, long at) {
    boolean replaces = step.has("replace");
    HostProcess process = by.fork();
    process.pid = replaces ? by.pid : nextPid();
    process.forked = at;
    process.forkEntity = entity(process.pid, at);
    boolean execs = !step.command().isEmpty();
    process.started = execs ? at + spread(0, 1) + 300_000 : at;
    process.entity = execs ? entity(process.pid, process.started) : process.forkEntity;
    if (replaces) {
      process.parent = by.parent;
      by.ended = at;
    } else if (execs && os.equals("linux")) {
      process.ancestry.add(0, process.forkEntity);
    }
    if (step.has("orphan")) {
      process.parent = root;
    }
    if (execs) {
      image(step, process, by);
    }
    session(step, process, by);
    return process;
  }

  private void image(Step step, HostProcess process, HostProcess by) {
    String path = step.command().get(0);
    String shortName = path.substring(Math.max(path.lastIndexOf('/'), path.lastIndexOf('\\')) + 1);
    process.executable = path;
    process.name = step.get("name", shortName);
    if (step.has("title")) {
      process.args = List.of(step.get("title", ""));
    } else {
      boolean whole = by == root || os.equals("windows");
      List<String> args = new ArrayList<>(step.command());
      args.set(0, step.get("a0", step.has("ssh") ? "-" + shortName : whole ? path : shortName));
      process.args = List.copyOf(args);
    }
    process.commandLine = os.equals("windows") ? step.text() : String.join(" ", process.args);
  }

  private void session(Step step, HostProcess process, HostProcess by) {
    process.user = step.get("u", by.user);
    process.folder = step.get("cwd", by.folder);
    process.terminal |= step.has("ssh") || step.has("tty");
    if (step.has("in")) {
      process.container = step.get("in", "");
    }
    String type = step.has("ssh") ? "sshd" : step.get("entry", "");
    if (type.isEmpty() && !process.container.isEmpty() && by.container.isEmpty()) {
      type = "container";
    } else if (type.isEmpty() && by == root) {
      type = "init";
    }
    if (!type.isEmpty()) {
      process.entry = process;
      process.session = process;
      process.entryType = type;
      process.entrySource = step.has("ssh") ? "10.8.0." + (2 + random.nextInt(200)) : "";
    }
  }

  /** {@return a random time span, in nanoseconds} */
  long spread(int fromMillis, int toMillis) {
    return fromMillis * 1_000_000L + random.nextInt((toMillis - fromMillis) * 1000) * 1000L;
  }

  private String entity(int pid, long at) {
    String text =
        String.format(
            Locale.ROOT, "%s-%d-%d.%09d", agentId, pid, at / SECOND + 11_644_473_600L, at % SECOND);
    return Base64.getEncoder().encodeToString(HostSimulation.utf8(text));
  }
}
