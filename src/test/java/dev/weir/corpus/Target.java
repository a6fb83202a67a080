package dev.weir.corpus;

import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Where a process connects to. Written as a short name of {@link #NAMES} or as {@code
 * ip:port/udp@name}, the last two parts optional.
 */
record Target(String ip, int port, String transport, String domain) {

  private static final Pattern FORM =
      Pattern.compile("\\[?([0-9a-fA-F:.]+?)\\]?:(\\d+)(/udp)?(?:@(.+))?");

  private static final Map<String, String> NAMES =
      Map.ofEntries(
          Map.entry("imds", "169.254.169.254:80"),
          Map.entry("imds6", "[fd00:ec2::254]:80"),
          Map.entry("gcp", "169.254.169.254:80@metadata.google.internal"),
          Map.entry("gke988", "169.254.169.252:988"),
          Map.entry("ecs", "169.254.170.2:80"),
          Map.entry("podid", "169.254.170.23:80"),
          Map.entry("wire", "168.63.129.16:80"),
          Map.entry("wireg", "168.63.129.16:32526"),
          Map.entry("ali", "100.100.100.200:80"),
          Map.entry("tencent", "169.254.0.23:80@metadata.tencentyun.com"),
          Map.entry("volc", "100.96.0.96:80"),
          Map.entry("scw", "169.254.42.42:80"),
          Map.entry("awsdns", "169.254.169.253:53/udp"),
          Map.entry("awsntp", "169.254.169.123:123/udp"),
          Map.entry("gcpdns", "169.254.169.254:53/udp"),
          Map.entry("s3", "52.217.138.104:443@s3.amazonaws.com"),
          Map.entry("sts", "54.239.29.25:443@sts.amazonaws.com"),
          Map.entry("ec2", "52.46.150.240:443@ec2.us-east-1.amazonaws.com"),
          Map.entry("ssm", "52.119.197.249:443@ssm.us-east-1.amazonaws.com"),
          Map.entry("logs", "3.236.94.218:443@logs.us-east-1.amazonaws.com"),
          Map.entry("ecr", "44.213.79.114:443@api.ecr.us-east-1.amazonaws.com"),
          Map.entry("dd", "3.233.150.14:443@agent.datadoghq.com"),
          Map.entry("github", "140.82.113.4:443@github.com"),
          Map.entry("pypi", "151.101.64.223:443@pypi.org"),
          Map.entry("npm", "104.16.27.34:443@registry.npmjs.org"),
          Map.entry("apt", "91.189.91.81:80@archive.ubuntu.com"),
          Map.entry("yum", "52.216.57.57:443@al2023-repos-us-east-1.s3.amazonaws.com"),
          Map.entry("goog", "142.250.80.74:443@storage.googleapis.com"),
          Map.entry("azmon", "20.42.65.90:443@global.handler.control.monitor.azure.com"),
          Map.entry("azarm", "4.150.240.10:443@management.azure.com"),
          Map.entry("c2", "185.196.8.41:443"),
          Map.entry("c2http", "45.155.205.17:8080"),
          Map.entry("proxy", "10.0.9.9:3128"),
          Map.entry("db", "10.0.20.15:5432"),
          Map.entry("redis", "10.0.20.31:6379"),
          Map.entry("api", "10.0.30.12:8080"),
          Map.entry("kube", "10.100.0.1:443@kubernetes.default.svc"),
          Map.entry("lo", "127.0.0.1:8080"));

  static Target of(String text) {
    Matcher form = FORM.matcher(NAMES.getOrDefault(text, text));
    if (!form.matches()) {
      throw new IllegalArgumentException("no target: " + text);
    }
    return new Target(
        form.group(1),
        Integer.parseInt(form.group(2)),
        form.group(3) == null ? "tcp" : "udp",
        form.group(4) == null ? "" : form.group(4));
  }

  boolean loopback() {
    return ip.startsWith("127.") || ip.equals("::1");
  }
}
