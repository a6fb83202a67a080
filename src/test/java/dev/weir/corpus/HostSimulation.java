package dev.weir.corpus;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.LocalTime;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.UUID;

/** Lets a story happen: from lines to what processes do at which time. Deterministic. */
final class HostSimulation {

  /**
   * Something that the agent sees.
   *
   * @param at nanoseconds since 1970
   * @param what fork, exec, end, merged, connect, disconnect or lookup
   * @param target of a connection, else null
   * @param shown whether it shows the attack
   */
  record Happening(long at, String what, HostProcess process, Target target, boolean shown) {}

  private static final long START = Instant.parse("2025-03-03T00:00:00Z").getEpochSecond();
  private static final long SECOND = 1_000_000_000L;
  private static final long DAY = 86_400 * SECOND;
  private static final long SHORT = 2 * SECOND;

  final HostStory story;
  final Random random;
  final String agentId;
  private final List<Happening> happenings = new ArrayList<>();
  private final Map<String, HostProcess> labels = new HashMap<>();

  /** When the background is over and the story itself begins, in nanoseconds since 1970. */
  long storyFrom;

  private final HostProcesses processes;
  private HostProcess root;

  HostSimulation(HostStory story) {
    this.story = story;
    this.random = new Random(UUID.nameUUIDFromBytes(utf8(story.name())).getLeastSignificantBits());
    this.agentId = UUID.nameUUIDFromBytes(utf8("agent of " + story.name())).toString();
    this.processes = new HostProcesses(story.os(), agentId, random);
  }

  /** {@return all that happens, in order} */
  List<Happening> happenings() {
    long age = Step.nanos(story.age());
    long first = START * SECOND + random.nextInt(60) * DAY + random.nextInt(7200) * SECOND;
    long when = first + age;
    if (age >= DAY) {
      LocalTime time =
          story.at().isEmpty()
              ? LocalTime.of(7 + random.nextInt(11), random.nextInt(60), random.nextInt(60))
              : LocalTime.parse(story.at());
      when = when / DAY * DAY + time.toNanoOfDay() + random.nextInt(900_000) * 1000L;
    }
    List<Long> boots = new ArrayList<>(List.of(first));
    for (int day : story.reboots()) {
      boots.add(first + day * DAY + 5_000 * SECOND);
    }
    for (int i = 0; i < boots.size(); i++) {
      boolean last = i + 1 == boots.size();
      background(boots.get(i), last ? when : boots.get(i + 1));
    }
    storyFrom = when;
    long cursor = when;
    for (Step step : story.run()) {
      cursor = run(step, of(step), cursor);
    }
    happenings.sort(Comparator.comparingLong(Happening::at)); // stable
    return happenings;
  }

  private void background(long from, long to) {
    labels.clear();
    root = processes.boot(from);
    labels.put("init", root);
    long cursor = from + 8 * SECOND;
    for (Step step : story.background()) {
      if (step.has("every") || step.has("daily")) {
        jobs(step, from + 90 * SECOND, to - 20 * SECOND);
      } else {
        cursor += (200 + random.nextInt(900)) * 1_000_000L;
        long end = run(step, of(step), cursor);
        if (step.has("once")) {
          cursor = end;
        } else if (step.has("again")) {
          again(step, cursor, to);
        }
      }
    }
  }

  private void jobs(Step step, long from, long to) {
    if (step.has("daily")) {
      long time = LocalTime.parse(step.get("daily", "")).toNanoOfDay();
      for (long at = from / DAY * DAY + time; at < to; at += DAY) {
        if (at > from) {
          run(step, of(step), at + SECOND + random.nextInt(60_000) * 1000L);
        }
      }
      return;
    }
    long period = Step.nanos(step.get("every", ""));
    long at = from + (long) (random.nextDouble() * period);
    for (; at < to; at += period + random.nextInt(2000) * 1_000_000L) {
      run(step, of(step), at);
    }
  }

  private void again(Step step, long from, long to) {
    long period = Step.nanos(step.get("again", ""));
    HostProcess process = labels.get(step.get("as", ""));
    for (long at = from + period; at < to; at += period + random.nextInt(5000) * 1_000_000L) {
      connect(step, process, at);
    }
  }

  private HostProcess of(Step step) {
    return step.label().isEmpty() ? root : labelled(step.label());
  }

  private HostProcess labelled(String label) {
    HostProcess process = labels.get(label);
    if (process == null) {
      throw new IllegalArgumentException(story.name() + ": no process @" + label);
    }
    return process;
  }

  /** Does a line and those below it; returns when the next line may start. */
  private long run(Step step, HostProcess by, long from) {
    long at =
        from + (step.has("after") ? Step.nanos(step.get("after", "")) : processes.spread(2, 9));
    HostProcess process = by;
    boolean starts = step.label().isEmpty();
    if (starts) {
      process = processes.start(step, by, at);
      if (step.has("as")) {
        labels.put(step.get("as", ""), process);
      }
      at = process.started;
    } else if (step.has("as")) {
      labels.put(step.get("as", ""), by);
    }
    at = connect(step, process, at);
    for (Step child : step.children()) {
      HostProcess parent = child.label().isEmpty() ? process : labelled(child.label());
      at = run(child, parent, at);
    }
    if (starts) {
      at = finish(step, process, at);
    }
    return step.has("bg") || (starts && staysOn(step, by))
        ? Math.max(from, at - processes.spread(1, 3))
        : at;
  }

  private long connect(Step step, HostProcess process, long from) {
    long at = from;
    boolean first = true;
    for (String text : step.targets()) {
      Target target = Target.of(text);
      at += step.has("wait") && first ? Step.nanos(step.get("wait", "")) : processes.spread(4, 25);
      boolean shown = first && step.get("e", "").equals("to");
      first = false;
      boolean seen = !process.connected.add(target.ip() + ":" + target.port());
      if (seen && story.agent() == HostStory.Agent.NEWEST && !shown) {
        continue; // this agent reports a connection of a process once
      }
      if (!target.domain().isEmpty() && story.os().equals("windows")) {
        happenings.add(
            new Happening(at - processes.spread(1, 3), "lookup", process, target, false));
      }
      happenings.add(new Happening(at, "connect", process, target, shown));
      at += processes.spread(3, 30);
      if (story.agent() != HostStory.Agent.NEWEST) {
        happenings.add(new Happening(at, "disconnect", process, target, false));
      }
    }
    return at;
  }

  /** Tells of its start and end, now that it is known how long it lives. */
  private long finish(Step step, HostProcess process, long at) {
    boolean execs = !step.command().isEmpty();
    boolean shown = step.has("e") && step.get("e", "").isEmpty();
    boolean replaced = process.ended != Long.MAX_VALUE;
    long end =
        step.has("for") ? Math.max(at, process.started + Step.nanos(step.get("for", ""))) : at;
    boolean ends = !staysOn(step, process.parent) && !replaced;
    if (ends) {
      end += processes.spread(1, 12);
      process.ended = end;
    }
    boolean linux = story.os().equals("linux");
    if (linux
        && story.agent() == HostStory.Agent.NEWEST
        && execs
        && ends
        && !step.has("replace")
        && end - process.forked <= SHORT) {
      happenings.add(new Happening(end, "merged", process, null, shown));
      return end;
    }
    if (!story.os().equals("windows") && !step.has("replace")) {
      happenings.add(new Happening(process.forked, "fork", process, null, false));
    }
    if (execs) {
      happenings.add(new Happening(process.started, "exec", process, null, shown));
    }
    if (ends) {
      happenings.add(new Happening(end, "end", process, null, false));
    }
    return end;
  }

  /** Services that the system starts stay, unless they are jobs. */
  private boolean staysOn(Step step, HostProcess by) {
    if (step.has("stays")) {
      return true;
    }
    boolean job = step.has("once") || step.has("every") || step.has("daily") || step.has("for");
    return by == root && !job && !step.has("orphan") && !story.run().contains(step);
  }

  static byte[] utf8(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }
}
