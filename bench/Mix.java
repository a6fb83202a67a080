package dev.weir.bench;

import static dev.weir.bench.Mix.Form.AUDITBEAT;
import static dev.weir.bench.Mix.Form.DEFEND;
import static dev.weir.bench.Mix.Form.DEFEND_WINDOWS;
import static dev.weir.bench.Mix.Form.SYSMON;
import static dev.weir.bench.Mix.Kind.ACCEPT;
import static dev.weir.bench.Mix.Kind.CONNECT;
import static dev.weir.bench.Mix.Kind.DISCONNECT;
import static dev.weir.bench.Mix.Kind.DNS;
import static dev.weir.bench.Mix.Kind.END;
import static dev.weir.bench.Mix.Kind.EXEC;
import static dev.weir.bench.Mix.Kind.FILE;
import static dev.weir.bench.Mix.Kind.FORK;
import static dev.weir.bench.Mix.Kind.LIBRARY;
import static dev.weir.bench.Mix.Kind.LOGIN;
import static dev.weir.bench.Mix.Kind.REGISTRY;
import static dev.weir.bench.Mix.Kind.SHORT;

import java.util.List;

/**
 * What fleets of different kinds send: the share of each kind of event, and who sends it. The size
 * of the events and the share of suspicious ones are arguments of {@link MixEvents}.
 */
enum Mix {
  /** Compilers and shells, with commands of every length; many hosts' actions are arrays. */
  BUILD_FARM(
      DEFEND,
      40,
      60,
      List.of(of(EXEC, 45), of(FORK, 22), of(END, 22), of(FILE, 7), of(CONNECT, 4)),
      "gcc",
      "cc1plus",
      "ld",
      "make",
      "sh",
      "bash",
      "java",
      "git",
      "cmake",
      "rustc"),
  WEB_SERVERS(
      DEFEND,
      200,
      30,
      List.of(
          of(EXEC, 8),
          of(FORK, 8),
          of(END, 8),
          of(CONNECT, 28),
          of(ACCEPT, 28),
          of(DISCONNECT, 18),
          of(DNS, 2)),
      "nginx",
      "apache2",
      "sh",
      "logrotate",
      "postgres",
      "run-parts",
      "cat"),
  /** Probes and short processes in containers; most agents are new and merge short processes. */
  KUBERNETES(
      DEFEND,
      500,
      90,
      List.of(
          of(SHORT, 30),
          of(EXEC, 14),
          of(FORK, 10),
          of(END, 12),
          of(CONNECT, 18),
          of(ACCEPT, 5),
          of(DISCONNECT, 6),
          of(FILE, 5)),
      "runc",
      "pause",
      "sh",
      "grpc_health_probe",
      "redis-cli",
      "containerd-shim-runc-v2",
      "iptables",
      "kubelet"),
  /** Many hosts with little to say. */
  DESKTOPS(
      DEFEND,
      5_000,
      50,
      List.of(of(EXEC, 12), of(FORK, 8), of(END, 12), of(FILE, 34), of(DNS, 16), of(CONNECT, 18)),
      "firefox",
      "gnome-shell",
      "code",
      "slack",
      "snap",
      "thunderbird"),
  /** A tenth of the events are those of Linux servers, as in the next mixes without Linux. */
  WINDOWS(
      DEFEND_WINDOWS,
      1_000,
      50,
      List.of(
          of(EXEC, 14),
          of(END, 12),
          of(LIBRARY, 24),
          of(REGISTRY, 22),
          of(FILE, 14),
          of(CONNECT, 7),
          of(DNS, 5),
          of(LOGIN, 2)),
      "svchost.exe",
      "powershell.exe",
      "cmd.exe",
      "msedge.exe",
      "conhost.exe",
      "OneDrive.exe",
      "WmiPrvSE.exe"),
  /** Proxies, DNS servers and scanners. */
  NETWORK(
      DEFEND,
      100,
      50,
      List.of(of(CONNECT, 44), of(ACCEPT, 16), of(DISCONNECT, 28), of(DNS, 6), of(EXEC, 6)),
      "haproxy",
      "envoy",
      "squid",
      "unbound",
      "nmap",
      "consul"),
  /** The kernel's audit log of Linux servers; a tenth of the events are of Elastic Defend. */
  AUDIT(
      AUDITBEAT,
      300,
      50,
      List.of(of(EXEC, 48), of(END, 6), of(CONNECT, 24), of(FILE, 14), of(LOGIN, 8)),
      "sshd",
      "cron",
      "bash",
      "ls",
      "grep",
      "sudo",
      "systemctl"),
  /** Winlogbeat with Sysmon on Windows; a tenth of the events are of Elastic Defend on Linux. */
  SYSMON_EVENTS(
      SYSMON,
      1_000,
      50,
      List.of(
          of(EXEC, 22),
          of(END, 14),
          of(CONNECT, 20),
          of(LIBRARY, 18),
          of(FILE, 12),
          of(REGISTRY, 10),
          of(DNS, 4)),
      "svchost.exe",
      "powershell.exe",
      "cmd.exe",
      "chrome.exe",
      "msiexec.exe",
      "Teams.exe");

  /** What sends the events. */
  enum Form {
    DEFEND,
    DEFEND_WINDOWS,
    AUDITBEAT,
    SYSMON;

    boolean isWindows() {
      return this == DEFEND_WINDOWS || this == SYSMON;
    }
  }

  /** What happened. */
  enum Kind {
    EXEC,
    FORK,
    END,
    /** A process whose start and end are one event. */
    SHORT,
    CONNECT,
    ACCEPT,
    DISCONNECT,
    DNS,
    FILE,
    REGISTRY,
    LIBRARY,
    LOGIN;

    boolean isNetwork() {
      return this == CONNECT || this == ACCEPT || this == DISCONNECT || this == DNS;
    }
  }

  /** A kind and its share in percent. */
  record Share(Kind kind, int percent) {}

  private final Form form;
  private final int hosts;
  private final int newer;
  private final List<Share> shares;
  private final List<String> programs;

  Mix(Form form, int hosts, int newer, List<Share> shares, String... programs) {
    this.form = form;
    this.hosts = hosts;
    this.newer = newer;
    this.shares = shares;
    this.programs = List.of(programs);
    if (shares.stream().mapToInt(Share::percent).sum() != 100) {
      throw new IllegalArgumentException(name());
    }
  }

  private static Share of(Kind kind, int percent) {
    return new Share(kind, percent);
  }

  Form form() {
    return form;
  }

  int hosts() {
    return hosts;
  }

  /** How many hosts of a hundred have a newer agent, which writes actions as arrays. */
  int newer() {
    return newer;
  }

  List<String> programs() {
    return programs;
  }

  /** The kind at a number from 0 to 99. */
  Kind kind(int number) {
    int left = number;
    for (Share share : shares) {
      left -= share.percent;
      if (left < 0) {
        return share.kind;
      }
    }
    throw new IllegalArgumentException(String.valueOf(number));
  }

  /** The shares, as in {@code exec 45, fork 22}. */
  String describe() {
    StringBuilder text = new StringBuilder();
    for (Share share : shares) {
      text.append(text.isEmpty() ? "" : ", ")
          .append(share.kind.name().toLowerCase(java.util.Locale.ROOT))
          .append(' ')
          .append(share.percent);
    }
    return text.toString();
  }
}
