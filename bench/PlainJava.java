package dev.weir.bench;

import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The default pack by hand: what one would write for this one rule and nothing else. It trusts the
 * order of arrival.
 */
final class PlainJava {

  private static final Set<String> NAMES =
      Set.of(
          "curl", "wget", "telnet", "pwsh", "openssl", "nc", "ncat", "netcat", "awk", "gawk",
          "mawk", "nawk", "socat", "node");
  private static final List<String> NAMES_BEGIN = List.of("python", "perl", "php", "ruby", "lua");
  private static final List<String> FOLDERS =
      List.of(
          "./",
          "/tmp/",
          "/var/tmp/",
          "/var/www/",
          "/dev/shm/",
          "/etc/init.d/",
          "/etc/cron",
          "/etc/update-motd.d/",
          "/boot/",
          "/srv/",
          "/run/");
  private static final Pattern RUN_LEVEL = Pattern.compile("/etc/rc.*\\.d/.*", Pattern.DOTALL);
  private static final List<String> KNOWN =
      List.of(
          "/opt/rumble/bin/rumble-agent",
          "/snap/oracle-cloud-agent/",
          "/lusr/libexec/oracle-cloud-agent/");
  private static final Set<String> KNOWN_PARENTS =
      Set.of(
          "/usr/bin/setup-policy-routes",
          "/etc/update-motd.d/30-banner",
          "/usr/sbin/dhclient-script",
          "/usr/local/bin/uwsgi",
          "/usr/lib/skylight/al-extras");
  private static final List<String> KNOWN_PARENT_FOLDERS =
      List.of("/usr/share/ec2-instance-connect/", "/var/lib/amazon/ssm/");
  private static final List<String> KNOWN_WORKING_DIRECTORIES =
      List.of(
          "/opt/rapid7",
          "/opt/nessus",
          "/snap/amazon-ssm-agent",
          "/var/snap/amazon-ssm-agent/",
          "/var/log/amazon/ssm/",
          "/srv/snp/docker/overlay2");

  private record Key(String host, String parent) {}

  private record Start(String id, long time) {}

  private final Map<Key, Start> starts = new HashMap<>();
  private final Pairs pairs;

  PlainJava(Pairs pairs) {
    this.pairs = pairs;
  }

  void take(PeerEvent event) {
    String host = event.getHostId();
    String parent = event.getParentId();
    if (host == null || parent == null || !"linux".equals(event.getOsType())) {
      return;
    }
    if (event.getAction().contains("exec")
        && event.getCategory().contains("process")
        && event.getType().contains("start")) {
      if (isSuspicious(event) && !isKnown(event)) {
        starts.put(
            new Key(host, parent), new Start(String.valueOf(event.getId()), event.getTime()));
      }
    } else if ("169.254.169.254".equals(event.getDestinationIp())
        && event.getAction().contains("connection_attempted")
        && event.getCategory().contains("network")) {
      Start start = starts.remove(new Key(host, parent));
      if (start != null && event.getTime() - start.time <= 1_000) {
        pairs.add(start.id, event.getId());
      }
    }
  }

  private static boolean isSuspicious(PeerEvent event) {
    if (event.getParentExecutable() == null) {
      return false;
    }
    String name = lower(event.getName());
    String executable = lower(event.getExecutable());
    return NAMES.contains(name)
        || beginsWith(name, NAMES_BEGIN)
        || beginsWith(executable, FOLDERS)
        || executable.equals("/etc/rc.local")
        || RUN_LEVEL.matcher(executable).matches()
        || (event.getCommandLine() != null && event.getCommandLine().contains("169.254.169.254"));
  }

  private static boolean isKnown(PeerEvent event) {
    String executable = lower(event.getExecutable());
    String parent = lower(event.getParentExecutable());
    return executable.equals("/opt/aws/inspector/bin/inspectorssmplugin")
        || beginsWith(executable, KNOWN)
        || KNOWN_PARENTS.contains(parent)
        || beginsWith(parent, KNOWN_PARENT_FOLDERS)
        || beginsWith(lower(event.getWorkingDirectory()), KNOWN_WORKING_DIRECTORIES);
  }

  private static boolean beginsWith(String text, List<String> beginnings) {
    for (String beginning : beginnings) {
      if (text.startsWith(beginning)) {
        return true;
      }
    }
    return false;
  }

  private static String lower(@Nullable String text) {
    return text == null ? "" : text.toLowerCase(Locale.ROOT);
  }
}
